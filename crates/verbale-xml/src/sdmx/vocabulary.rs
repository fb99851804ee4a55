//! Names of SDMX-ML: versions, forms, actions.

use crate::event::Name;
use verbale_model::reading::Claim;

/// What every namespace of SDMX-ML begins with, in any case.
const SCHEMAS: &str = "http://www.sdmx.org/resources/sdmxml/schemas/";

/// What the namespace of a data structure begins with.
pub(super) const STRUCTURE_URN: &str = "urn:sdmx:org.sdmx.infomodel.";

/// The namespace of `xsi:type`.
pub(super) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The component that holds the value in messages that have one measure.
pub(super) const OBS_VALUE: &str = "OBS_VALUE";

/// Elements of a header that are about the message as such: what is sent, by whom, to whom, when, by which structure.
pub(super) const ENVELOPE: [&str; 9] =
    ["ID", "Test", "Prepared", "Sender", "Receiver", "Structure", "DataSetAction", "DataSetID", "Extracted"];

/// The element of a header that says until when nothing of the message may be published.
pub(super) const EMBARGO: &str = "EmbargoDate";

/// The element of a sender or receiver that says whom to ask there.
pub(super) const CONTACT: &str = "Contact";

/// Attributes of a data set that say how it is to be read.
pub(super) const OF_SET: [&str; 4] = ["action", "structureRef", "dataScope", "setID"];

/// Attributes of a data set that tell of its content.
pub(super) const ABOUT_SET: [&str; 6] =
    ["reportingBeginDate", "reportingEndDate", "validFromDate", "validToDate", "publicationYear", "publicationPeriod"];

/// A version of SDMX-ML that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 2.1.
    V2_1,
    /// 3.0.
    V3_0,
    /// 3.1; its data messages are those of 3.0.
    V3_1,
}

impl Version {
    const ALL: [Self; 3] = [Self::V2_1, Self::V3_0, Self::V3_1];

    const fn folder(self) -> &'static str {
        match self {
            Self::V2_1 => "v2_1",
            Self::V3_0 => "v3_0",
            Self::V3_1 => "v3_1",
        }
    }

    /// A namespace of this version, given its last part: `message`, `data/generic`.
    pub(super) fn namespace(self, part: &str) -> String {
        format!("{SCHEMAS}{}/{part}", self.folder())
    }
}

/// How observations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `<generic:Value id="SEX" value="F"/>`; SDMX 3 has it no more.
    Generic,
    /// `<Obs SEX="F"/>`.
    StructureSpecific,
}

/// What the root of a document says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// It is no SDMX.
    Foreign,
    /// A data message that is read.
    Data(Version, Form),
    /// A message of another kind: `Structure`, `Error`.
    OtherKind,
    /// A version that is not read.
    OtherVersion,
}

/// True for a root of SDMX, of whatever version and kind.
pub(crate) fn is_of_sdmx(name: Name<'_>) -> bool {
    root(name) != Root::Foreign
}

/// What kind of document a root begins.
pub(super) fn root(name: Name<'_>) -> Root {
    let Some(rest) = name.uri.get(..SCHEMAS.len()).filter(|start| start.eq_ignore_ascii_case(SCHEMAS)) else {
        return Root::Foreign;
    };
    let rest = &name.uri[rest.len()..];
    let exact = name.uri.starts_with(SCHEMAS);
    let Some(version) = Version::ALL.into_iter().find(|version| exact && rest == format!("{}/message", version.folder())) else {
        return Root::OtherVersion;
    };
    match (version, name.local) {
        (Version::V2_1, "GenericData" | "GenericTimeSeriesData") => Root::Data(version, Form::Generic),
        (_, "StructureSpecificData") | (Version::V2_1, "StructureSpecificTimeSeriesData") => {
            Root::Data(version, Form::StructureSpecific)
        }
        _ => Root::OtherKind,
    }
}

/// What a message asks to be done with its observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing is asked; the observations stand for themselves.
    Information,
    /// They are added to those sent before.
    Append,
    /// They are added to those sent before, or take the place of those with the same key.
    Merge,
    /// They take the place of all that was sent before.
    Replace,
}

impl Action {
    /// The action of a word. Deletion is none that is taken.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "Information" => Some(Self::Information),
            "Append" => Some(Self::Append),
            "Merge" => Some(Self::Merge),
            "Replace" => Some(Self::Replace),
            _ => None,
        }
    }

    /// What it says of what was sent before.
    pub const fn claim(self) -> Option<Claim> {
        match self {
            Self::Information => None,
            Self::Append | Self::Merge => Some(Claim::Adds),
            Self::Replace => Some(Claim::Replaces),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scopes::NamespaceId;

    fn root_of(uri: &str, local: &str) -> Root {
        root(Name { namespace: NamespaceId::NONE, uri, local })
    }

    #[test]
    fn roots_are_told_by_namespace_and_local_name() {
        let v2_1 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message";
        let v3_0 = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message";
        assert_eq!(root_of(v2_1, "GenericData"), Root::Data(Version::V2_1, Form::Generic));
        assert_eq!(root_of(v2_1, "StructureSpecificTimeSeriesData"), Root::Data(Version::V2_1, Form::StructureSpecific));
        assert_eq!(root_of(v3_0, "StructureSpecificData"), Root::Data(Version::V3_0, Form::StructureSpecific));
        assert_eq!(root_of(v3_0, "GenericData"), Root::OtherKind);
        assert_eq!(root_of(v2_1, "Structure"), Root::OtherKind);
        assert_eq!(root_of(v2_1, "Error"), Root::OtherKind);
        assert_eq!(root_of("http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message", "GenericData"), Root::OtherVersion);
        assert_eq!(root_of("http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure", "Structure"), Root::OtherVersion);
        assert_eq!(root_of("http://www.sdmx.org/resources/sdmxml/schemas/v4_0/message", "GenericData"), Root::OtherVersion);
        assert_eq!(root_of("", "GenericData"), Root::Foreign);
        assert_eq!(root_of("http://schemas.xmlsoap.org/soap/envelope/", "Envelope"), Root::Foreign);
    }
}
