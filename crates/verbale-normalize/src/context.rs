//! What holds for a whole file: schemas, edition, language, and what separators mean in it.

use crate::area::Lookup;
use verbale_model::edition::Separators;
use verbale_model::{DimId, Edition, EditionId, Language, Schemas};

/// What a file is read by.
#[derive(Clone, Copy)]
pub(crate) struct Context<'s> {
    pub(crate) schemas: &'s Schemas,
    pub(crate) edition: &'s Edition,
    pub(crate) language: Language,
    pub(crate) separators: Option<Separators>,
}

impl<'s> Context<'s> {
    pub(crate) fn new(schemas: &'s Schemas, edition: EditionId, language: Language) -> Self {
        let edition = schemas.edition(edition);
        Self { schemas, edition, language, separators: edition.separators.or(separators(language)) }
    }

    /// Where the reporting area is looked up.
    pub(crate) const fn areas(&self) -> Lookup<'s> {
        Lookup { schemas: self.schemas, list: None, areas: true, language: self.language }
    }

    /// Where the codes of a dimension are looked up.
    pub(crate) fn dimension(&self, dimension: DimId) -> Lookup<'s> {
        let known = self.edition.dimensions.get(usize::from(dimension.0));
        Lookup {
            schemas: self.schemas,
            list: known.map(|dimension| self.schemas.list(dimension.list)),
            areas: known.is_some_and(|dimension| dimension.areas),
            language: self.language,
        }
    }

    /// The year by which names are judged that stand beside no year of their own.
    pub(crate) fn year(&self) -> Option<i16> {
        let cutoff = || i16::try_from(chrono::Datelike::year(&self.edition.cutoff?)).ok();
        self.edition.years.map(|(_, last)| last).or_else(cutoff)
    }
}

/// English and Chinese write 1,234.5 wherever they are official; the other four write 1 234,5 or 1.234,5 in some countries and
/// 1,234.5 in others.
const fn separators(language: Language) -> Option<Separators> {
    match language {
        Language::En | Language::Zh => Some(Separators::CommaThousands),
        Language::Fr | Language::Es | Language::Ru | Language::Ar => None,
    }
}
