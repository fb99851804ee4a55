//! The parts of a data message, as they are handed out.

use super::beside::Beside;
use super::body::Body;
use super::envelope::Said;
use super::frame::{Component, Frame, Level, Names};
use super::header::Structure;
use super::vocabulary::Action;
use crate::fault::Place;

/// One part of a message.
#[derive(Debug)]
pub enum Part<'m> {
    /// A data set starts.
    DataSet(DataSet<'m>),
    /// An observation.
    Observation(Observation<'m>),
    /// A series ends.
    EndOfSeries(Block<'m>),
    /// A group that no observation of its data set belongs to.
    LooseGroup(Block<'m>),
    /// A data set ends; what it gives as such.
    EndOfDataSet(Block<'m>),
    /// Something that is no data.
    Other(&'m Beside),
    /// Something that the message says of itself.
    Said(&'m Said),
}

/// The start of a data set.
#[derive(Debug, Clone, Copy)]
pub struct DataSet<'m> {
    /// Its structure, if the message says.
    pub structure: Option<&'m Structure>,
    /// Its action, or that of the message.
    pub action: Option<Action>,
    /// Where it starts.
    pub place: Place,
}

/// A level of a message with its components.
#[derive(Debug, Clone, Copy)]
pub struct Block<'m> {
    pub(super) frame: &'m Frame,
    pub(super) names: &'m Names,
    pub(super) level: Level,
    /// How many observations it has.
    pub observations: u64,
}

impl<'m> Block<'m> {
    /// Its components, in the order of the message.
    pub fn components(self) -> impl Iterator<Item = Component<'m>> {
        self.frame.components(self.level, self.names)
    }

    /// Where it starts.
    pub fn place(self) -> Place {
        self.frame.place.unwrap_or(Place::START)
    }

    pub(super) const fn level(self) -> Level {
        self.level
    }
}

/// An observation.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'m> {
    pub(super) body: &'m Body,
    /// True if it is the first one of its series, or stands in none.
    pub first: bool,
}

impl<'m> Observation<'m> {
    /// Its components level by level, from the data set down. A component can stand at several levels; the last one counts.
    pub fn components(self) -> impl Iterator<Item = Component<'m>> {
        let body = self.body;
        let groups = body.found.iter().flat_map(move |&group| {
            let (frame, key) = (body.groups.frame(group), body.groups.key(group));
            frame
                .components(Level::Group, &body.names)
                .zip(&frame.entries)
                .filter(move |(_, entry)| !key.contains(&entry.component))
        });
        body.set
            .components(Level::DataSet, &body.names)
            .chain(groups.map(|(component, _)| component))
            .chain(body.series.components(Level::Series, &body.names))
            .chain(self.own())
    }

    /// The components on the observation itself.
    pub fn own(self) -> impl Iterator<Item = Component<'m>> {
        self.body.observation.components(Level::Observation, &self.body.names)
    }

    /// Where it starts.
    pub fn place(self) -> Place {
        self.body.observation.place.unwrap_or(Place::START)
    }

    pub(super) fn own_frame(self) -> &'m Frame {
        &self.body.observation
    }

    /// The groups that it belongs to.
    pub(super) fn groups(self) -> &'m [usize] {
        &self.body.found
    }

    /// The levels above it, with the components of each that are not taken from there: the keys of groups.
    pub(super) fn frames_above(self) -> impl Iterator<Item = (&'m Frame, Level, &'m [u16])> {
        let body = self.body;
        let groups = body.found.iter().map(move |&group| (body.groups.frame(group), Level::Group, body.groups.key(group)));
        let none: &[u16] = &[];
        std::iter::once((&body.set, Level::DataSet, none)).chain(groups).chain(std::iter::once((&body.series, Level::Series, none)))
    }

    /// The name of a component.
    pub(super) fn name(self, component: u16) -> &'m str {
        self.body.names.get(component)
    }

    /// True if it stands in a series.
    pub fn in_series(self) -> bool {
        self.body.series_open
    }
}
