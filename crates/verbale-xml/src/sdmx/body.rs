//! What is kept of a message while it is read, and what each event changes in it.

use super::frame::{Frame, Given, Level, Names};
use super::group::Groups;
use super::header::Header;
use super::part::{Block, DataSet, Part};
use super::refusal::Why;
use super::state::{Leaf, Spaces, State};
use super::vocabulary::{Action, Form, OBS_VALUE};
use crate::event::{Attributes, Name};
use crate::fault::Place;
use crate::scopes::NamespaceId;
use verbale_model::reading::Claim;

/// What was read of a message.
pub(super) struct Body {
    pub(super) header: Header,
    pub(super) names: Names,
    pub(super) states: Vec<State>,
    pub(super) structure: Option<usize>,
    pub(super) action: Option<Action>,
    /// A group, series or observation asks to be added to what was sent before, whatever its data set asks.
    pub(super) adds: bool,
    pub(super) data_sets: u64,
    pub(super) set: Frame,
    pub(super) groups: Groups,
    pub(super) found: Vec<(usize, Vec<u16>)>,
    pub(super) group: Frame,
    pub(super) series: Frame,
    pub(super) series_open: bool,
    pub(super) in_series: u64,
    pub(super) in_set: u64,
    pub(super) observation: Frame,
    /// The component being put together from several values, its place, and the text so far.
    pub(super) comp: Option<(u16, Place)>,
    pub(super) language: Option<String>,
    pub(super) text: String,
    pub(super) other: Option<(String, Place)>,
    /// The data set has ended; groups from this one on were not looked at.
    pub(super) closing: Option<usize>,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Body").field("observations", &self.in_set).finish_non_exhaustive()
    }
}

/// What one event came to.
pub(super) enum Step {
    Nothing,
    DataSet,
    Observation,
    EndOfSeries,
    EndOfDataSet,
    Other,
}

impl Body {
    pub(super) fn new() -> Self {
        Self {
            header: Header::default(),
            names: Names::default(),
            states: vec![State::Message],
            structure: None,
            action: None,
            adds: false,
            data_sets: 0,
            set: Frame::default(),
            groups: Groups::default(),
            found: Vec::new(),
            group: Frame::default(),
            series: Frame::default(),
            series_open: false,
            in_series: 0,
            in_set: 0,
            observation: Frame::default(),
            comp: None,
            language: None,
            text: String::new(),
            other: None,
            closing: None,
        }
    }

    fn state(&self) -> State {
        self.states.last().copied().unwrap_or(State::Message)
    }

    pub(super) fn start(
        &mut self,
        form: Form,
        spaces: &Spaces,
        name: Name<'_>,
        attributes: Attributes<'_>,
        place: Place,
    ) -> Result<Step, Why> {
        let parent = self.state();
        let state = spaces.child(form, parent, name)?;
        self.states.push(state);
        match state {
            State::Structure => self.header.open(attributes)?,
            State::Usage if name.local == "Ref" => self.header.reference(attributes),
            State::Usage | State::ActionWord | State::TestWord => self.text.clear(),
            State::DataSet => return self.open_set(form, spaces, attributes, place),
            State::Group => {
                self.before_observations()?;
                self.group.open(place);
                if form == Form::StructureSpecific {
                    self.adds |= specific(&mut self.group, &mut self.names, spaces, attributes)?;
                }
            }
            State::Series => {
                self.series.open(place);
                self.series_open = true;
                self.in_series = 0;
                if form == Form::StructureSpecific {
                    self.adds |= specific(&mut self.series, &mut self.names, spaces, attributes)?;
                }
            }
            State::Observation => {
                if parent == State::DataSet {
                    self.series.clear();
                }
                self.observation.open(place);
                if form == Form::StructureSpecific {
                    self.adds |= specific(&mut self.observation, &mut self.names, spaces, attributes)?;
                    self.explicit_measure(spaces, attributes, place)?;
                }
            }
            State::Attributes if parent == State::DataSet => self.before_observations()?,
            State::Keys | State::Attributes if parent == State::Series => self.before_observations_of_series()?,
            State::Leaf(leaf) => self.leaf(leaf, attributes, place)?,
            State::Comp => {
                match parent {
                    State::DataSet => self.before_observations()?,
                    State::Series => self.before_observations_of_series()?,
                    _ => {}
                }
                let id = attributes.get(NamespaceId::NONE, "id").ok_or(Why::Missing("id"))?;
                self.comp = Some((self.names.intern(id, usize::MAX)?, place));
                self.text.clear();
            }
            State::CompValue if !self.text.is_empty() => self.text.push(';'),
            State::CompText => {
                if !self.text.is_empty() && !self.text.ends_with(';') {
                    self.text.push(';');
                }
                self.language = attributes.get(NamespaceId::XML, "lang").map(str::to_owned);
            }
            State::Other | State::Footer if parent != state => {
                self.text.clear();
                self.other = Some((name.local.to_owned(), place));
            }
            _ => {}
        }
        Ok(Step::Nothing)
    }

    /// A component of a data set or group that comes after observations would not reach those.
    const fn before_observations(&self) -> Result<(), Why> {
        if self.in_set > 0 { Err(Why::Order) } else { Ok(()) }
    }

    /// The same of a component of a series, or of its key.
    const fn before_observations_of_series(&self) -> Result<(), Why> {
        if self.in_series > 0 { Err(Why::Order) } else { Ok(()) }
    }

    fn open_set(&mut self, form: Form, spaces: &Spaces, attributes: Attributes<'_>, place: Place) -> Result<Step, Why> {
        let get = |name| attributes.get(spaces.specific, name).or_else(|| attributes.get(NamespaceId::NONE, name));
        self.structure = self.header.structure(get("structureRef"));
        let word = get("action").or(self.header.action.as_deref());
        self.action = word.map(action).transpose()?;
        self.data_sets += 1;
        self.in_set = 0;
        self.set.open(place);
        self.series.clear();
        if form == Form::StructureSpecific {
            let plain = attributes.iter().filter(|attribute| {
                let of_format = matches!(attribute.name.local, "action" | "structureRef" | "dataScope" | "setID");
                attribute.name.namespace == NamespaceId::NONE && !of_format
            });
            for (position, attribute) in plain.enumerate() {
                let component = self.names.intern(attribute.name.local, position)?;
                self.set.push_distinct(component, attribute.value, attribute.place);
            }
        }
        Ok(Step::DataSet)
    }

    /// The type of an observation can be the code of the dimension on it.
    fn explicit_measure(&mut self, spaces: &Spaces, attributes: Attributes<'_>, place: Place) -> Result<(), Why> {
        let structure = self.structure.and_then(|index| self.header.structures.get(index));
        let Some(structure) = structure.filter(|structure| structure.explicit_measures) else { return Ok(()) };
        let Some(of_type) = attributes.get(spaces.instance, "type") else { return Ok(()) };
        let Some(dimension) = &structure.at_observation else { return Ok(()) };
        let code = of_type.rsplit(':').next().unwrap_or_default();
        let component = self.names.intern(dimension, usize::MAX)?;
        self.observation.push(component, code, place, Given::Key, &self.names)
    }

    /// Generic: one component.
    fn leaf(&mut self, leaf: Leaf, attributes: Attributes<'_>, place: Place) -> Result<(), Why> {
        let id = attributes.get(NamespaceId::NONE, "id");
        let (id, given) = match leaf {
            Leaf::Key => (id, Given::Key),
            Leaf::Attribute => (id, Given::Attribute),
            Leaf::Value => (Some(id.unwrap_or(OBS_VALUE)), Given::Measure),
            Leaf::Dimension => {
                let structure = self.structure.and_then(|index| self.header.structures.get(index));
                (id.or_else(|| structure?.at_observation.as_deref()), Given::Key)
            }
        };
        let id = id.ok_or(Why::Missing("id"))?;
        let value = attributes.get(NamespaceId::NONE, "value").ok_or(Why::Missing("value"))?;
        let depth = self.states.len();
        let frame = match self.states[..depth - 1]
            .iter()
            .rev()
            .find(|state| matches!(state, State::Observation | State::Series | State::Group | State::DataSet))
        {
            Some(State::Observation) => &mut self.observation,
            Some(State::Series) => &mut self.series,
            Some(State::Group) => &mut self.group,
            _ => &mut self.set,
        };
        let component = self.names.intern(id, frame.entries.len())?;
        frame.push(component, value, place, given, &self.names)
    }

    pub(super) fn text(&mut self, text: &str) -> Result<Step, Why> {
        let state = self.state();
        if !state.takes_text() {
            return if crate::chars::blank(text) { Ok(Step::Nothing) } else { Err(Why::Text) };
        }
        match state {
            State::CompText => {
                let language = self.language.take().unwrap_or_else(|| "en".to_owned());
                self.text.push_str(&language);
                self.text.push(':');
                self.text.push_str(text);
            }
            State::CompValue if crate::chars::blank(text) => {}
            State::Other | State::Footer => {
                let more = text.trim_matches(crate::chars::is_space);
                if !more.is_empty() {
                    if !self.text.is_empty() {
                        self.text.push(' ');
                    }
                    self.text.push_str(more);
                }
                if self.text.len() > OTHER_BYTES {
                    return Err(Why::Limit("bytes of annotations", OTHER_BYTES));
                }
            }
            State::Aside => {}
            _ => self.text.push_str(text),
        }
        Ok(Step::Nothing)
    }

    pub(super) fn end(&mut self, name: Name<'_>) -> Result<Step, Why> {
        let state = self.states.pop().unwrap_or(State::Message);
        let parent = self.state();
        match state {
            State::Usage if name.local != "Ref" && !crate::chars::blank(&self.text) => {
                self.header.urn(&self.text);
                self.text.clear();
            }
            State::ActionWord => self.header.action = Some(self.text.trim().to_owned()),
            State::TestWord => self.header.test = matches!(self.text.trim(), "true" | "1"),
            State::Comp => {
                let Some((component, place)) = self.comp.take() else { return Ok(Step::Nothing) };
                let frame = match parent {
                    State::Observation => &mut self.observation,
                    State::Series => &mut self.series,
                    State::Group => &mut self.group,
                    _ => &mut self.set,
                };
                frame.push(component, &self.text, place, Given::Unsaid, &self.names)?;
            }
            State::Group => self.groups.push(&self.group)?,
            State::Observation => {
                self.in_set += 1;
                self.in_series += 1;
                if !self.groups.is_empty() {
                    self.groups.find([&self.series, &self.observation], &mut self.found);
                }
                return Ok(Step::Observation);
            }
            State::Series => return Ok(Step::EndOfSeries),
            State::DataSet => return Ok(Step::EndOfDataSet),
            State::Other | State::Footer if parent != state => return Ok(Step::Other),
            _ => {}
        }
        Ok(Step::Nothing)
    }

    pub(super) fn data_set(&self, place: Place) -> DataSet<'_> {
        let structure = self.structure.and_then(|index| self.header.structures.get(index));
        DataSet { structure, action: self.action, place }
    }

    /// The series that ends; what follows stands in none.
    pub(super) fn series(&mut self) -> Block<'_> {
        self.series_open = false;
        Block { frame: &self.series, names: &self.names, level: Level::Series, observations: self.in_series }
    }

    pub(super) fn loose(&self, group: usize) -> Part<'_> {
        Part::LooseGroup(Block { frame: &self.groups.list[group], names: &self.names, level: Level::Group, observations: 0 })
    }

    pub(super) fn end_of_set(&self) -> Part<'_> {
        let set = Block { frame: &self.set, names: &self.names, level: Level::DataSet, observations: self.in_set };
        Part::EndOfDataSet(set)
    }

    pub(super) fn other(&self) -> Part<'_> {
        let (name, place) = self.other.as_ref().map_or(("", Place::START), |(name, place)| (name.as_str(), *place));
        Part::Other { name, text: &self.text, place }
    }
}

/// Bytes of text in one element that is no data.
const OTHER_BYTES: usize = 4 << 20;

/// Structure-specific: the components of a tag. True if it asks to be added to what was sent before.
fn specific(frame: &mut Frame, names: &mut Names, spaces: &Spaces, attributes: Attributes<'_>) -> Result<bool, Why> {
    if let Some(components) = attributes.shape().and_then(|shape| names.of_shape(shape)) {
        for ((value, place), component) in attributes.values().zip(components) {
            frame.push_distinct(*component, value, place);
        }
        return Ok(false);
    }
    let mut adds = false;
    for (position, attribute) in attributes.iter().enumerate() {
        if attribute.name.namespace == NamespaceId::NONE {
            let component = names.intern(attribute.name.local, position)?;
            frame.push_distinct(component, attribute.value, attribute.place);
        } else if attribute.name.namespace == spaces.specific && attribute.name.local == "action" {
            adds |= action(attribute.value)?.claim() == Some(Claim::Adds);
        } else if attribute.name.namespace != spaces.instance {
            return Err(Why::Element(attribute.name.local.to_owned()));
        }
    }
    if let Some(shape) = attributes.shape() {
        names.learn(shape, frame.entries.iter().map(|entry| entry.component));
    }
    Ok(adds)
}

fn action(word: &str) -> Result<Action, Why> {
    Action::from_word(word).ok_or_else(|| Why::Action(short(word)))
}

/// A word short enough for a message.
fn short(word: &str) -> String {
    word.chars().take(40).collect()
}
