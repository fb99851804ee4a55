//! One data message, part by part.

use super::body::{Body, Step};
use super::header::Header;
use super::part::{Observation, Part};
use super::refusal::{Refusal, Why};
use super::state::Spaces;
use super::vocabulary::{Form, Root, Version, root};
use crate::event::Kind;
use crate::fault::Place;
use crate::reader::Reader;

/// A data message.
pub struct Message<'d> {
    reader: Reader<'d>,
    version: Version,
    form: Form,
    spaces: Spaces,
    root: String,
    body: Body,
}

impl<'d> Message<'d> {
    /// Opens a message; nothing if the root is none of SDMX.
    pub fn open(mut reader: Reader<'d>) -> Result<Option<Self>, Refusal> {
        reader.skip_blank();
        let mut body = Body::new();
        let (root, place, name) = match reader.next_event()? {
            Some(event) => match event.kind {
                Kind::Start { name, attributes } => {
                    body.root(attributes);
                    (root(name), event.place, name.local.to_owned())
                }
                _ => return Ok(None),
            },
            None => return Ok(None),
        };
        let refuse = |why, name: &str| Err(Refusal::Message { why, place, path: format!("/{name}") });
        match root {
            Root::Foreign => Ok(None),
            Root::OtherVersion => refuse(Why::Version, &name),
            Root::OtherKind => refuse(Why::NotData(name.clone()), &name),
            Root::Data(version, form) => {
                let spaces = Spaces::new(&mut reader, version);
                Ok(Some(Self { reader, version, form, spaces, root: name, body }))
            }
        }
    }

    /// The version.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The form.
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The header; whole once the first part was read.
    pub const fn header(&self) -> &Header {
        &self.body.header
    }

    /// True if a group, series or observation read so far asks to be added to what was sent before.
    pub const fn adds(&self) -> bool {
        self.body.adds
    }

    /// Attributes read so far that only tell a program how to go about the message, or were heard where they stand.
    pub(super) const fn technical(&self) -> u64 {
        self.body.envelope.technical
    }

    /// Says which components are dimensions, for messages that do not. Before the first data set, or its groups hold for all.
    pub fn dimensions(&mut self, names: impl IntoIterator<Item = String>) {
        self.body.dimensions = names.into_iter().collect();
    }

    /// The name of a component.
    pub(super) fn name(&self, component: u16) -> &str {
        self.body.names.get(component)
    }

    /// The name of the root.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// The next part, or nothing at the end of a message that is whole.
    pub fn next_part(&mut self) -> Result<Option<Part<'_>>, Refusal> {
        if self.body.envelope.is_ready() {
            return Ok(self.body.said());
        }
        if self.body.aside.is_ready() {
            return Ok(self.body.other());
        }
        if let Some(from) = self.body.closing {
            if let Some(group) = self.body.groups.unmatched(from) {
                self.body.closing = Some(group + 1);
                return Ok(Some(self.body.loose(group)));
            }
            self.body.closing = None;
            self.body.groups.clear();
            self.body.found.clear();
            return Ok(Some(self.body.end_of_set()));
        }
        loop {
            let (form, spaces) = (self.form, &self.spaces);
            let Some(event) = self.reader.next_event()? else {
                if self.body.data_sets == 0 {
                    return Err(Refusal::Message { why: Why::NoDataSet, place: Place::START, path: String::new() });
                }
                return Ok(None);
            };
            let place = event.place;
            let step = match event.kind {
                Kind::Start { name, attributes } => self.body.start(form, spaces, name, attributes, place),
                Kind::End { name } => self.body.end(name),
                Kind::Text(text) => self.body.text(text, place),
            };
            let step = step.map_err(|why| Refusal::Message { why, place, path: self.reader.path() })?;
            return Ok(Some(match step {
                Step::Nothing => continue,
                Step::DataSet => Part::DataSet(self.body.data_set(place)),
                Step::Observation => {
                    Part::Observation(Observation { body: &self.body, first: !self.body.series_open || self.body.in_series == 1 })
                }
                Step::EndOfSeries => Part::EndOfSeries(self.body.series()),
                Step::EndOfDataSet => {
                    self.body.closing = Some(0);
                    return self.next_part();
                }
                Step::Other => return Ok(self.body.other()),
                Step::Said => return Ok(self.body.said()),
            }));
        }
    }
}
