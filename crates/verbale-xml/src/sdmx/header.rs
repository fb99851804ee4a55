//! The header of a message: which structures its data sets follow, what is to be done with them.

use super::refusal::Why;
use crate::event::Attributes;
use crate::scopes::NamespaceId;

/// Structures that one header may name.
const STRUCTURES: usize = 1_000;

/// Bytes of what a header says, all together.
pub(super) const HEADER_BYTES: usize = 1 << 20;

/// What a header says of the data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The structures that data sets refer to.
    pub structures: Vec<Structure>,
    /// The action of data sets that name none.
    pub action: Option<String>,
    /// True if the message says that it is a test.
    pub test: bool,
    /// Bytes of what was kept of it.
    pub(super) bytes: usize,
}

/// A structure: a data structure definition, a dataflow or a provision agreement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// The name by which data sets refer to it.
    pub name: String,
    /// The agency that maintains it; empty where the message does not say.
    pub agency: String,
    /// Its id.
    pub id: String,
    /// Its version; empty where the message does not say.
    pub version: String,
    /// The dimension that stands on the observation.
    pub at_observation: Option<String>,
    /// True if the type of an observation names that dimension's code.
    pub(super) explicit_measures: bool,
}

impl Structure {
    /// Agency and id, as in `AGENCY:ID`.
    pub fn key(&self) -> String {
        format!("{}:{}", self.agency, self.id)
    }
}

impl Header {
    /// A `Structure` element starts.
    pub(super) fn open(&mut self, attributes: Attributes<'_>) -> Result<(), Why> {
        if self.structures.len() >= STRUCTURES {
            return Err(Why::Limit("structures", STRUCTURES));
        }
        let text = |name| attributes.get(NamespaceId::NONE, name).map(str::to_owned);
        self.structures.push(Structure {
            name: text("structureID").ok_or(Why::Missing("structureID"))?,
            at_observation: text("dimensionAtObservation"),
            explicit_measures: text("explicitMeasures").is_some_and(|word| word == "true" || word == "1"),
            ..Structure::default()
        });
        self.keep(attributes.iter().map(|attribute| attribute.value.len()).sum())
    }

    /// Counts bytes that are kept until the first data set.
    pub(super) const fn keep(&mut self, bytes: usize) -> Result<(), Why> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > HEADER_BYTES { Err(Why::Limit("bytes of the header", HEADER_BYTES)) } else { Ok(()) }
    }

    /// A `Ref` inside it.
    pub(super) fn reference(&mut self, attributes: Attributes<'_>) -> Result<(), Why> {
        let text = |name| attributes.get(NamespaceId::NONE, name).unwrap_or_default().to_owned();
        if let Some(structure) = self.structures.last_mut() {
            structure.agency = text("agencyID");
            structure.id = text("id");
            structure.version = text("version");
        }
        self.keep(attributes.iter().map(|attribute| attribute.value.len()).sum())
    }

    /// A URN inside it: `urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=AGENCY:ID(VERSION)`.
    pub(super) fn urn(&mut self, text: &str) -> Result<(), Why> {
        self.keep(text.len())?;
        let Some(structure) = self.structures.last_mut() else { return Ok(()) };
        let Some((_, named)) = text.trim().split_once('=') else { return Ok(()) };
        let (name, version) = named.split_once('(').unwrap_or((named, ""));
        let (agency, id) = name.split_once(':').unwrap_or(("", name));
        agency.clone_into(&mut structure.agency);
        id.clone_into(&mut structure.id);
        version.split(')').next().unwrap_or_default().clone_into(&mut structure.version);
        Ok(())
    }

    /// The structure of a data set: the one it names, or the only one there is. Some services write another name.
    pub(super) fn structure(&self, name: Option<&str>) -> Option<usize> {
        let named = name.and_then(|name| self.structures.iter().position(|structure| structure.name == name));
        named.or_else(|| (self.structures.len() == 1).then_some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urn_names_agency_id_and_version() {
        let mut header = Header { structures: vec![Structure::default()], ..Header::default() };
        header.urn(" urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=BIS:WEBSTATS_DER_DATAFLOW(1.0+) ").unwrap();
        let structure = &header.structures[0];
        assert_eq!((structure.key().as_str(), structure.version.as_str()), ("BIS:WEBSTATS_DER_DATAFLOW", "1.0+"));
        header.urn("no urn").unwrap();
        assert_eq!(header.structures[0].id, "WEBSTATS_DER_DATAFLOW");
    }

    #[test]
    fn a_data_set_without_a_name_follows_the_only_structure() {
        let named = |name: &str| Structure { name: name.to_owned(), ..Structure::default() };
        let mut header = Header { structures: vec![named("A")], ..Header::default() };
        assert_eq!((header.structure(Some("A")), header.structure(Some("B")), header.structure(None)), (Some(0), Some(0), Some(0)));
        header.structures.push(named("B"));
        assert_eq!((header.structure(Some("B")), header.structure(Some("C")), header.structure(None)), (Some(1), None, None));
    }
}
