//! Which edition a document is a reply to, by its root element.

use super::{LIMITS, NAMESPACE, VERSION};
use crate::fault::Place;
use crate::rejection::{excerpt, rejected, unreadable};
use crate::scopes::NamespaceId;
use crate::{Attributes, Event, Kind, Name, Reader};
use verbale_model::catalogue::EDITION_UNKNOWN;
use verbale_model::layout::Layout;
use verbale_model::suggest::nearest;
use verbale_model::{Edition, EditionId, Language, Rejection, Schemas};

/// The name of the root element.
pub(super) const ROOT: &str = "reply";

/// What every namespace of replies begins with, whatever its version.
const FAMILY: &str = "urn:verbale:reply";

/// What a document was recognized as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognized {
    /// The edition.
    pub edition: EditionId,
    /// Its form: an index into [`Edition::layouts`].
    pub layout: usize,
    /// The language in which the reply is written.
    pub language: Language,
}

/// Recognizes a reply by its root element, or as the edition that is `wanted`. `None` if the root element is not that of a reply.
/// Nothing of the document was read before; afterwards the reader gives the root element again.
///
/// # Errors
/// The document breaks off or is malformed before its root element; it is a reply of another version of the form; its edition or
/// its language is not known.
pub fn recognize(reader: &mut Reader<'_>, schemas: &Schemas, wanted: Option<EditionId>) -> Result<Option<Recognized>, Rejection> {
    let event = reader.next_event().map_err(|fault| fault.rejection(&LIMITS))?;
    let Some(Event { place, kind: Kind::Start { name, attributes } }) = event else { return Ok(None) };
    let found = of_root(place, name, attributes, schemas, wanted);
    reader.start_again();
    found
}

fn of_root(
    place: Place,
    name: Name<'_>,
    attributes: Attributes<'_>,
    schemas: &Schemas,
    wanted: Option<EditionId>,
) -> Result<Option<Recognized>, Rejection> {
    if name.uri == NAMESPACE && name.local == ROOT {
        return Root { place, attributes }.recognize(schemas, wanted).map(Some);
    }
    let related = name.uri.starts_with(FAMILY) || (name.local == ROOT && name.uri.is_empty());
    if !related {
        return Ok(None);
    }
    let found = match name.uri {
        "" => format!("its root element `{}` has no namespace", excerpt(name.local)),
        uri => format!("its root element is `{}` of the namespace `{}`", excerpt(name.local), excerpt(uri)),
    };
    let detail = format!("{found}; a reply begins with `{ROOT}` of the namespace `{NAMESPACE}`");
    Err(unreadable(place, "", detail))
}

struct Root<'r> {
    place: Place,
    attributes: Attributes<'r>,
}

impl Root<'_> {
    fn recognize(&self, schemas: &Schemas, wanted: Option<EditionId>) -> Result<Recognized, Rejection> {
        match self.get("version") {
            Some(VERSION) => {}
            Some(other) => {
                return Err(self.unreadable(format!("version `{}` of the form is not known; known is {VERSION}", excerpt(other))));
            }
            None => return Err(self.unreadable(format!("it does not say its version; known is {VERSION}"))),
        }
        let edition = self.edition(schemas, wanted)?;
        let layout = edition.layouts.iter().position(|layout| matches!(layout, Layout::Form(_)));
        let layout = layout.ok_or_else(|| self.unknown(format!("{} has no form that can be sent as XML", edition.path())))?;
        Ok(Recognized { edition: edition.id, layout, language: self.language()? })
    }

    /// The value of an attribute, without the space around it; `None` if it is not there or blank.
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(NamespaceId::NONE, name).map(str::trim).filter(|value| !value.is_empty())
    }

    fn edition<'s>(&self, schemas: &'s Schemas, wanted: Option<EditionId>) -> Result<&'s Edition, Rejection> {
        let said = match (self.get("instrument"), self.get("edition")) {
            (Some(instrument), Some(edition)) => Some(format!("{instrument}/{edition}")),
            _ => None,
        };
        let known = said.as_deref().and_then(|path| schemas.edition_at(path));
        match (known, wanted.map(|wanted| schemas.edition(wanted)), said) {
            (Some(said), Some(wanted), _) if said.id != wanted.id => {
                Err(self.unknown(format!("it is a reply to {}, not to {}", said.path(), wanted.path())))
            }
            (_, Some(wanted), _) => Ok(wanted),
            (Some(said), None, _) => Ok(said),
            (None, None, Some(said)) => {
                let paths: Vec<String> = schemas.editions.iter().map(Edition::path).collect();
                let nearest = nearest(&said, paths.iter().map(|path| (path.as_str(), path)));
                let nearest = nearest.map_or_else(String::new, |path| format!("; the nearest known is {path}"));
                Err(self.unknown(format!("it is a reply to `{}`{nearest}", excerpt(&said))))
            }
            (None, None, None) => Err(self.unknown("its root element does not say instrument and edition".to_owned())),
        }
    }

    fn language(&self) -> Result<Language, Rejection> {
        let known = || Language::ALL.map(Language::code).join(" ");
        match self.get("language") {
            Some(said) => {
                language(said).ok_or_else(|| self.unreadable(format!("its language `{}` is none of {}", excerpt(said), known())))
            }
            None => Err(self.unreadable(format!("it does not say its language, one of {}", known()))),
        }
    }

    fn unreadable(&self, detail: String) -> Rejection {
        unreadable(self.place, PATH, detail)
    }

    fn unknown(&self, detail: String) -> Rejection {
        let mut rejection = rejected(EDITION_UNKNOWN, self.place, PATH);
        rejection.reason = rejection.reason.arg(detail);
        rejection
    }
}

const PATH: &str = "/reply";

/// The language of a tag such as `en` or `pt-BR`, if it is one of the six.
pub(super) fn language(tag: &str) -> Option<Language> {
    let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    Language::from_code(&primary)
}
