//! What is kept of a message while it is read, and what each event changes in it.

use super::beside::{Aside, Beside};
use super::envelope::{Envelope, Said};
use super::frame::{Frame, Given, LEVEL_BYTES, Level, Names};
use super::group::Groups;
use super::header::Header;
use super::part::{Block, DataSet, Part};
use super::refusal::Why;
use super::state::{Leaf, Spaces, State};
use super::vocabulary::{Action, Form, INSTANCE, OBS_VALUE, OF_SET};
use crate::event::{Attribute, Attributes, Name};
use crate::fault::Place;
use crate::scopes::NamespaceId;
use rustc_hash::FxHashSet;
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
    pub(super) found: Vec<usize>,
    /// Names of the components that are dimensions.
    pub(super) dimensions: FxHashSet<String>,
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
    pub(super) aside: Aside,
    /// What is handed out of it.
    pub(super) beside: Option<Beside>,
    pub(super) envelope: Envelope,
    /// The same of that.
    pub(super) said: Option<Said>,
    /// A header, a footer or a data set was met.
    pub(super) begun: bool,
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
    Said,
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
            dimensions: FxHashSet::default(),
            group: Frame::default(),
            series: Frame::default(),
            series_open: false,
            in_series: 0,
            in_set: 0,
            observation: Frame::default(),
            comp: None,
            language: None,
            text: String::new(),
            aside: Aside::default(),
            beside: None,
            envelope: Envelope::default(),
            said: None,
            begun: false,
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
        if let Some(known) = state.attributes(form) {
            only(known, state, spaces, attributes, &mut self.envelope)?;
        }
        if state.is_of_envelope() {
            self.envelope.open(spaces.instance, name, attributes);
        }
        match state {
            State::Header if self.begun => return Err(Why::Header),
            State::Header => self.begun = true,
            State::Structure => self.header.open(attributes)?,
            State::Usage if name.local == "Ref" => self.header.reference(attributes)?,
            State::Usage | State::ActionWord | State::TestWord => self.text.clear(),
            State::DataSet => return self.open_set(form, spaces, attributes, place),
            State::Group => {
                self.before_observations()?;
                self.group.open(place);
                if form == Form::StructureSpecific {
                    self.adds |= specific(&mut self.group, &mut self.names, spaces, attributes, &mut self.envelope)?;
                }
            }
            State::Series => {
                self.series.open(place);
                self.series_open = true;
                self.in_series = 0;
                if form == Form::StructureSpecific {
                    self.adds |= specific(&mut self.series, &mut self.names, spaces, attributes, &mut self.envelope)?;
                }
            }
            State::Observation => {
                if parent == State::DataSet {
                    self.series.clear();
                }
                self.observation.open(place);
                if form == Form::StructureSpecific {
                    self.adds |= specific(&mut self.observation, &mut self.names, spaces, attributes, &mut self.envelope)?;
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
            State::CompValue if !self.text.is_empty() => self.component_text(";")?,
            State::CompText => {
                if !self.text.is_empty() && !self.text.ends_with(';') {
                    self.component_text(";")?;
                }
                self.language = attributes.get(NamespaceId::XML, "lang").map(str::to_owned);
            }
            State::Other | State::Footer => {
                self.begun |= state == State::Footer;
                let technical = attributes.iter().filter(|attribute| attribute.name.namespace == spaces.instance);
                technical.for_each(|attribute| self.envelope.heard(attribute.value));
                self.aside.start(parent, self.series_open, spaces, name, attributes, place)?;
            }
            _ => {}
        }
        Ok(if state.is_of_envelope() { self.what_was_said() } else { Step::Nothing })
    }

    /// The attributes of the root.
    pub(super) fn root(&mut self, attributes: Attributes<'_>) {
        for Attribute { name, value, place } in attributes.iter() {
            match name.uri {
                INSTANCE => self.envelope.heard(value),
                _ if name.namespace == NamespaceId::XML => self.envelope.attribute_of("", name, value, place),
                _ => self.aside.of_root(name, value, place),
            }
        }
    }

    fn what_was_said(&self) -> Step {
        if self.envelope.is_ready() { Step::Said } else { Step::Nothing }
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
        self.aside.of_set(spaces, attributes, form == Form::Generic, &mut self.envelope)?;
        self.begun = true;
        self.data_sets += 1;
        self.in_set = 0;
        self.set.open(place);
        self.series.clear();
        if form == Form::StructureSpecific {
            let plain = attributes
                .iter()
                .filter(|attribute| attribute.name.namespace == NamespaceId::NONE && !OF_SET.contains(&attribute.name.local));
            for (position, attribute) in plain.enumerate() {
                let component = self.names.intern(attribute.name.local, position)?;
                self.set.push_distinct(component, attribute.value, attribute.place);
            }
            self.set.within_bound()?;
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
        // It is a component, then.
        self.envelope.technical = self.envelope.technical.saturating_sub(1);
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

    pub(super) fn text(&mut self, text: &str, place: Place) -> Result<Step, Why> {
        let state = self.state();
        if state.is_of_envelope() {
            self.envelope.text(text, place);
        }
        if !state.takes_text() {
            return if crate::chars::blank(text) { Ok(Step::Nothing) } else { Err(Why::Text) };
        }
        match state {
            State::CompText => {
                // A text whose language is not said is kept as it stands.
                if let Some(language) = self.language.take() {
                    self.component_text(&language)?;
                    self.component_text(":")?;
                }
                self.component_text(text)?;
            }
            State::CompValue if crate::chars::blank(text) => {}
            State::CompValue => self.component_text(text)?,
            State::Other | State::Footer => self.aside.add(text)?,
            State::Aside => {}
            _ => self.text.push_str(text),
        }
        Ok(if state.is_of_envelope() { self.what_was_said() } else { Step::Nothing })
    }

    /// Adds to the text of a component, within the bound of what one level can hold.
    fn component_text(&mut self, text: &str) -> Result<(), Why> {
        if self.text.len() + text.len() > LEVEL_BYTES {
            return Err(Why::Limit("bytes of one level", LEVEL_BYTES));
        }
        self.text.push_str(text);
        Ok(())
    }

    pub(super) fn end(&mut self, name: Name<'_>) -> Result<Step, Why> {
        let state = self.states.pop().unwrap_or(State::Message);
        let parent = self.state();
        if state.is_of_envelope() {
            self.envelope.close();
        }
        match state {
            State::Usage if name.local != "Ref" && !crate::chars::blank(&self.text) => {
                self.header.urn(&self.text)?;
                self.text.clear();
            }
            State::ActionWord => self.header.action = Some(self.text.trim().to_owned()),
            // What is neither of the words of the format is no reason to take a message for what it may not be.
            State::TestWord => self.header.test = !matches!(self.text.trim(), "false" | "False" | "FALSE" | "0" | ""),
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
            State::Group => {
                let (names, dimensions) = (&self.names, &self.dimensions);
                self.groups.push(&self.group, |component| dimensions.contains(names.get(component)))?;
            }
            State::Observation => {
                self.in_set += 1;
                self.in_series += 1;
                if !self.groups.is_empty() {
                    self.groups.find([&self.observation, &self.series, &self.set], &mut self.found);
                }
                return Ok(Step::Observation);
            }
            State::Series => return Ok(Step::EndOfSeries),
            State::DataSet => return Ok(Step::EndOfDataSet),
            State::Other | State::Footer if parent != state => {
                self.aside.end();
                return Ok(Step::Other);
            }
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
        Part::LooseGroup(Block { frame: self.groups.frame(group), names: &self.names, level: Level::Group, observations: 0 })
    }

    pub(super) fn end_of_set(&self) -> Part<'_> {
        let set = Block { frame: &self.set, names: &self.names, level: Level::DataSet, observations: self.in_set };
        Part::EndOfDataSet(set)
    }

    /// What the message said of itself and is not handed out yet.
    pub(super) fn said(&mut self) -> Option<Part<'_>> {
        self.said = self.envelope.next();
        self.said.as_ref().map(Part::Said)
    }

    /// What was said beside the data and is not handed out yet.
    pub(super) fn other(&mut self) -> Option<Part<'_>> {
        self.beside = self.aside.next();
        self.beside.as_ref().map(Part::Other)
    }
}

/// A fault if an element has other attributes than these: nothing would read them.
fn only(known: &[&str], state: State, spaces: &Spaces, attributes: Attributes<'_>, envelope: &mut Envelope) -> Result<(), Why> {
    let is_known = |name: Name<'_>| match name.namespace {
        NamespaceId::NONE => known.contains(&name.local),
        NamespaceId::XML => state == State::CompText && name.local == "lang",
        namespace => namespace == spaces.instance,
    };
    for Attribute { name, value, .. } in attributes.iter() {
        if !is_known(name) {
            return Err(Why::Attribute(name.local.to_owned()));
        }
        // The others are names of components, and values.
        if name.namespace == spaces.instance || state == State::Group {
            envelope.heard(value);
        }
    }
    Ok(())
}

/// Structure-specific: the components of a tag. True if it asks to be added to what was sent before.
fn specific(
    frame: &mut Frame,
    names: &mut Names,
    spaces: &Spaces,
    attributes: Attributes<'_>,
    envelope: &mut Envelope,
) -> Result<bool, Why> {
    if let Some(components) = attributes.shape().and_then(|shape| names.of_shape(shape)) {
        for ((value, place), component) in attributes.values().zip(components) {
            frame.push_distinct(*component, value, place);
        }
        frame.within_bound()?;
        return Ok(false);
    }
    let mut adds = false;
    for (position, attribute) in attributes.iter().enumerate() {
        if attribute.name.namespace == NamespaceId::NONE {
            let component = names.intern(attribute.name.local, position)?;
            frame.push_distinct(component, attribute.value, attribute.place);
        } else if attribute.name.namespace == spaces.specific && attribute.name.local == "action" {
            adds |= action(attribute.value)?.claim() == Some(Claim::Adds);
            envelope.heard(attribute.value);
        } else if attribute.name.namespace == spaces.instance {
            envelope.heard(attribute.value);
        } else {
            return Err(Why::Attribute(attribute.name.local.to_owned()));
        }
    }
    if let Some(shape) = attributes.shape() {
        names.learn(shape, frame.entries.iter().map(|entry| entry.component));
    }
    frame.within_bound()?;
    Ok(adds)
}

fn action(word: &str) -> Result<Action, Why> {
    Action::from_word(word).ok_or_else(|| Why::Action(short(word)))
}

/// A word short enough for a message.
fn short(word: &str) -> String {
    word.chars().take(40).collect()
}
