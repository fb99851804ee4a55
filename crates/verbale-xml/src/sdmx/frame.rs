//! Components of one level: a data set, a group, a series, an observation.

use super::refusal::Why;
use crate::fault::Place;
use std::ops::Range;

/// Components that one message may have.
const COMPONENTS: usize = 1_000;

/// Bytes of the values at one level, all together: each observation below the level is handed on with them.
pub(super) const LEVEL_BYTES: usize = 256 << 10;

/// Positions at which a component is guessed.
const GUESSED: usize = 256;

/// The names of the components of a message, in order of first use.
#[derive(Debug, Default)]
pub(super) struct Names {
    list: Vec<String>,
    /// The component that stood last at each position: attributes come in the same order over and over.
    guess: Vec<u16>,
    /// Components by shape of a tag, for the shapes met lately.
    shapes: Vec<(u64, Vec<u16>)>,
    /// Which of the shapes gives way to the next.
    oldest: usize,
}

/// Shapes of tags that are remembered: a series, its observations, and some that differ.
const SHAPES: usize = 4;

impl Names {
    /// The number of a name; `position` is where among its siblings it stands.
    pub(super) fn intern(&mut self, name: &str, position: usize) -> Result<u16, Why> {
        if let Some(&guess) = self.guess.get(position)
            && self.list.get(usize::from(guess)).is_some_and(|known| known == name)
        {
            return Ok(guess);
        }
        let index = match self.list.iter().position(|known| known == name) {
            Some(index) => index,
            None if self.list.len() >= COMPONENTS => return Err(Why::Limit("components", COMPONENTS)),
            None => {
                self.list.push(name.to_owned());
                self.list.len() - 1
            }
        };
        let index = u16::try_from(index).map_err(|_| Why::Limit("components", COMPONENTS))?;
        if position < GUESSED {
            if position >= self.guess.len() {
                self.guess.resize(position + 1, 0);
            }
            self.guess[position] = index;
        }
        Ok(index)
    }

    /// The components of tags of a shape that was met lately.
    pub(super) fn of_shape(&self, shape: u64) -> Option<&[u16]> {
        self.shapes.iter().find(|(known, _)| *known == shape).map(|(_, components)| components.as_slice())
    }

    /// Remembers the components of a shape.
    pub(super) fn learn(&mut self, shape: u64, components: impl Iterator<Item = u16>) {
        if self.shapes.len() < SHAPES {
            self.shapes.push((shape, components.collect()));
            return;
        }
        let (known, list) = &mut self.shapes[self.oldest];
        *known = shape;
        list.clear();
        list.extend(components);
        self.oldest = (self.oldest + 1) % SHAPES;
    }

    pub(super) fn get(&self, index: u16) -> &str {
        self.list.get(usize::from(index)).map_or("", String::as_str)
    }
}

/// What a message says a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Given {
    /// Part of a key: a dimension.
    Key,
    /// An attribute.
    Attribute,
    /// A measure.
    Measure,
    /// It does not say: structure-specific messages do not.
    Unsaid,
}

/// At which level a component stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Once for the data set.
    DataSet,
    /// Once for all series with a part of the key.
    Group,
    /// Once for a series.
    Series,
    /// On the observation itself.
    Observation,
}

/// A component and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component<'m> {
    /// Its name.
    pub name: &'m str,
    /// Its value.
    pub value: &'m str,
    /// Where it stands.
    pub place: Place,
    /// At which level.
    pub level: Level,
    /// What the message says it is.
    pub given: Given,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) component: u16,
    pub(super) value: Range<usize>,
    pub(super) place: Place,
    pub(super) given: Given,
}

/// The components of one level. Their values stand one after the other in one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) text: String,
    pub(super) entries: Vec<Entry>,
    /// Where its element starts.
    pub(super) place: Option<Place>,
}

impl Frame {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.entries.clear();
        self.place = None;
    }

    pub(super) fn open(&mut self, place: Place) {
        self.clear();
        self.place = Some(place);
    }

    /// Adds a component; one that stands there already is a fault.
    pub(super) fn push(&mut self, component: u16, value: &str, place: Place, given: Given, names: &Names) -> Result<(), Why> {
        if self.entries.iter().any(|entry| entry.component == component) {
            return Err(Why::Twice(names.get(component).to_owned()));
        }
        let start = self.text.len();
        self.text.push_str(value);
        self.entries.push(Entry { component, value: start..self.text.len(), place, given });
        self.within_bound()
    }

    /// A fault if its values are more than are taken at one level.
    #[inline]
    pub(super) const fn within_bound(&self) -> Result<(), Why> {
        if self.text.len() > LEVEL_BYTES { Err(Why::Limit("bytes of one level", LEVEL_BYTES)) } else { Ok(()) }
    }

    /// Adds a component of a tag, whose attributes differ from one another by the rules of XML.
    #[inline]
    pub(super) fn push_distinct(&mut self, component: u16, value: &str, place: Place) {
        let start = self.text.len();
        self.text.push_str(value);
        self.entries.push(Entry { component, value: start..self.text.len(), place, given: Given::Unsaid });
    }

    #[inline]
    pub(super) fn value(&self, entry: &Entry) -> &str {
        self.text.get(entry.value.clone()).unwrap_or_default()
    }

    pub(super) fn find(&self, component: u16) -> Option<&str> {
        self.entries.iter().find(|entry| entry.component == component).map(|entry| self.value(entry))
    }

    /// The components in the order of the message.
    pub(super) fn components<'m>(&'m self, level: Level, names: &'m Names) -> impl Iterator<Item = Component<'m>> {
        self.entries.iter().map(move |entry| Component {
            name: names.get(entry.component),
            value: self.value(entry),
            place: entry.place,
            level,
            given: entry.given,
        })
    }
}
