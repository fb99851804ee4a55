//! Series: an item with its dimensions, interned per file.

use crate::{CodeId, ItemId};
use rustc_hash::FxHashMap;

/// How many dimensions an edition may declare.
pub const MAX_DIMENSIONS: usize = 8;

/// A dimension of an edition: an index into [`crate::Edition::dimensions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DimId(pub u8);

/// A series of one file: an index into its [`SeriesTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(pub u32);

impl SeriesId {
    /// Position in the table.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An item with a code for each of its dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    /// The item.
    pub item: ItemId,
    /// By [`DimId`]; `None` where the item does not have the dimension.
    pub dims: [Option<CodeId>; MAX_DIMENSIONS],
}

impl Series {
    /// The item without any dimension.
    pub const fn of(item: ItemId) -> Self {
        Self { item, dims: [None; MAX_DIMENSIONS] }
    }

    /// The code of a dimension.
    pub const fn get(&self, dim: DimId) -> Option<CodeId> {
        self.dims[dim.0 as usize]
    }

    /// The same series with another code in one dimension.
    #[must_use]
    pub const fn with(mut self, dim: DimId, code: CodeId) -> Self {
        self.dims[dim.0 as usize] = Some(code);
        self
    }
}

/// The distinct series of one file, in order of first use.
#[derive(Debug, Clone, Default)]
pub struct SeriesTable {
    list: Vec<Series>,
    index: FxHashMap<Series, SeriesId>,
}

impl SeriesTable {
    /// The id of a series, adding it if it is new.
    ///
    /// # Panics
    /// Beyond 2³² series; the bound on cells of a file is far below.
    pub fn intern(&mut self, series: Series) -> SeriesId {
        *self.index.entry(series).or_insert_with(|| {
            let id = SeriesId(u32::try_from(self.list.len()).expect("fewer than 2^32 series"));
            self.list.push(series);
            id
        })
    }

    /// The id of a series, if the file has it.
    pub fn find(&self, series: &Series) -> Option<SeriesId> {
        self.index.get(series).copied()
    }

    /// The series of an id.
    pub fn get(&self, id: SeriesId) -> &Series {
        &self.list[id.index()]
    }

    /// All series in order of first use.
    pub fn iter(&self) -> impl Iterator<Item = &Series> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
