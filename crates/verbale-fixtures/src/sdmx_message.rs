//! Observations put down as SDMX-ML or SDMX-CSV. It knows the formats and no data structure.

use crate::fault::Fault;
use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt::Write;

/// A file as it is to be written.
pub(crate) struct Message {
    /// The data structure, `AGENCY:ID`.
    pub(crate) structure: String,
    /// The day on which it was prepared.
    pub(crate) date: NaiveDate,
    /// Its components.
    pub(crate) components: Vec<Component>,
    /// Observations, a cell a component.
    pub(crate) rows: Vec<Row>,
}

/// A component.
pub(crate) struct Component {
    pub(crate) id: String,
    pub(crate) level: Level,
}

/// Where a component stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// An attribute of the data set.
    DataSet,
    /// A dimension in the key of a series.
    Key,
    /// An attribute of a series.
    Series,
    /// The dimension at the observation.
    Time,
    /// The value.
    Value,
    /// An attribute of an observation.
    Observation,
}

/// An observation.
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    /// True if no answer can come of it.
    pub(crate) apart: bool,
}

/// How a file is put down.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SdmxFormat {
    pub(crate) form: Form,
    /// `2.1` or `3.0` for SDMX-ML, `1.0` or `2.0` for SDMX-CSV.
    pub(crate) version: String,
    /// Version of the data structure.
    pub(crate) structure_version: String,
    /// True for observations that stand alone, without series.
    #[serde(default)]
    pub(crate) flat: bool,
    /// How many data sets there are.
    #[serde(default = "one")]
    pub(crate) sets: usize,
    /// What is to be done with the observations, in the word or code of the format.
    #[serde(default)]
    pub(crate) action: String,
}

const fn one() -> usize {
    1
}

/// How components are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// `<Obs SEX="F"/>`.
    Specific,
    /// `<generic:Value id="SEX" value="F"/>`.
    Generic,
    /// SDMX-CSV.
    Csv,
}

/// A file, and what of it is filled.
pub(crate) struct Put {
    pub(crate) bytes: Vec<u8>,
    /// Cells of a CSV file with its header; in XML the components of each observation, with those above it, and what the message
    /// says of itself.
    pub(crate) filled: u64,
    /// Those of observations that no answer can come of.
    pub(crate) apart: u64,
}

type Cells<'m> = Vec<(&'m str, &'m str)>;

impl Message {
    /// Puts the message down.
    pub(crate) fn write(&self, format: &SdmxFormat, file: &str) -> Result<Put, Fault> {
        let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let sum = |apart: bool| self.rows.iter().filter(|row| row.apart || !apart).map(filled).sum::<usize>();
        let (bytes, header, beside) = match form_of(format, file)? {
            Form::Csv => {
                let before = self.before(format);
                (self.csv(&before, file)?, before.len() + self.components.len(), before.len())
            }
            form => (self.xml(form, format).into_bytes(), self.framing(format), 0),
        };
        let apart = self.rows.iter().filter(|row| row.apart).count();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Ok(Put { bytes, filled: count(header + sum(false) + beside * self.rows.len()), apart: count(sum(true) + beside * apart) })
    }

    /// What stands before the components of a row of SDMX-CSV.
    fn before(&self, format: &SdmxFormat) -> Vec<(&'static str, String)> {
        let structure = format!("{}({})", self.structure, format.structure_version);
        match format.version.as_str() {
            "1.0" => vec![("DATAFLOW", structure)],
            _ => vec![("STRUCTURE", "datastructure".to_owned()), ("STRUCTURE_ID", structure), ("ACTION", format.action.clone())],
        }
    }

    fn csv(&self, before: &[(&str, String)], file: &str) -> Result<Vec<u8>, Fault> {
        let failed = |error: csv::Error| Fault::recipe(file, error.to_string());
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let names = before.iter().map(|(name, _)| *name).chain(self.components.iter().map(|component| component.id.as_str()));
        writer.write_record(names).map_err(failed)?;
        for row in &self.rows {
            let cells = before.iter().map(|(_, text)| text).chain(&row.cells);
            writer.write_record(cells).map_err(failed)?;
        }
        writer.into_inner().map_err(|error| Fault::recipe(file, error.to_string()))
    }

    /// The observations of each data set.
    fn sets(&self, format: &SdmxFormat) -> std::slice::Chunks<'_, Row> {
        self.rows.chunks(self.rows.len().div_ceil(format.sets.max(1)).max(1))
    }

    /// Attributes and texts by which a message in XML says something of itself.
    fn framing(&self, format: &SdmxFormat) -> usize {
        // Identifier, test, preparation, sender; name and dimension of the structure; its agency, id and version, or its URN.
        let header = 4 + 2 + if format.version == "2.1" { 3 } else { 1 };
        header + self.sets(format).len() * (1 + usize::from(!format.action.is_empty()))
    }

    fn xml(&self, form: Form, format: &SdmxFormat) -> String {
        let root = if form == Form::Generic { "GenericData" } else { "StructureSpecificData" };
        let mut text = self.head(root, form, format);
        for rows in self.sets(format) {
            self.data_set(form, format, rows, &mut text);
        }
        let _ = writeln!(text, "</message:{root}>");
        text
    }

    // Writing into a string cannot fail.
    fn head(&self, root: &str, form: Form, format: &SdmxFormat) -> String {
        let schemas = format!("http://www.sdmx.org/resources/sdmxml/schemas/v{}", format.version.replace('.', "_"));
        let data = if form == Form::Generic { "generic" } else { "structurespecific" };
        let (agency, id) = self.structure.split_once(':').unwrap_or(("", &self.structure));
        let version = &format.structure_version;
        let reference = match format.version.as_str() {
            "2.1" => format!("<common:Structure><Ref agencyID=\"{agency}\" id=\"{id}\" version=\"{version}\"/></common:Structure>"),
            _ => format!(
                "<common:Structure>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={}({version})</common:Structure>",
                self.structure
            ),
        };
        let time = self.components.iter().find(|component| component.level == Level::Time).map_or("", |time| &time.id);
        let at = if format.flat { "AllDimensions" } else { time };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <message:{root} xmlns:message=\"{schemas}/message\" xmlns:data=\"{schemas}/data/{data}\" \
             xmlns:common=\"{schemas}/common\">\n\
             \x20 <message:Header>\n    <message:ID>FICTITIOUS</message:ID>\n    <message:Test>false</message:Test>\n\
             \x20   <message:Prepared>{}T00:00:00</message:Prepared>\n    <message:Sender id=\"FICTITIOUS\"/>\n\
             \x20   <message:Structure structureID=\"S\" dimensionAtObservation=\"{at}\">{reference}</message:Structure>\n\
             \x20 </message:Header>\n",
            self.date
        )
    }

    fn data_set(&self, form: Form, format: &SdmxFormat, rows: &[Row], text: &mut String) {
        let own = rows.first().map(|row| self.of(row, &[Level::DataSet])).unwrap_or_default();
        let generic = form == Form::Generic;
        let prefix = if generic { "" } else { "data:" };
        let mut start = format!("{prefix}structureRef=\"S\"");
        if !format.action.is_empty() {
            let _ = write!(start, " {prefix}action=\"{}\"", format.action);
        }
        if generic {
            let _ = writeln!(text, "  <message:DataSet {start}>{}", attributes_of(&own));
        } else {
            let _ = writeln!(text, "  <message:DataSet {start}{}>", specific(&own));
        }
        if format.flat {
            for row in rows {
                // What a series says stands on each of its observations.
                let obs = if generic {
                    let key = values(&self.of(row, &[Level::Key, Level::Time]));
                    self.generic_obs(row, &format!("<data:ObsKey>{key}</data:ObsKey>"), &[Level::Series, Level::Observation])
                } else {
                    let levels = [Level::Key, Level::Time, Level::Value, Level::Series, Level::Observation];
                    format!("<Obs{}/>", specific(&self.of(row, &levels)))
                };
                let _ = writeln!(text, "    {obs}");
            }
        } else {
            self.series(generic, rows, text);
        }
        text.push_str("  </message:DataSet>\n");
    }

    fn series(&self, generic: bool, rows: &[Row], text: &mut String) {
        let mut all: Vec<(Cells<'_>, Vec<&Row>)> = Vec::new();
        for row in rows {
            let key = self.of(row, &[Level::Key, Level::Series]);
            match all.iter_mut().find(|(known, _)| *known == key) {
                Some((_, of_key)) => of_key.push(row),
                None => all.push((key, vec![row])),
            }
        }
        for (both, of_key) in all {
            let Some(first) = of_key.first() else { continue };
            if generic {
                let key = values(&self.of(first, &[Level::Key]));
                let said = attributes_of(&self.of(first, &[Level::Series]));
                let _ = writeln!(text, "    <data:Series><data:SeriesKey>{key}</data:SeriesKey>{said}");
            } else {
                let _ = writeln!(text, "    <Series{}>", specific(&both));
            }
            for row in of_key {
                let obs = if generic {
                    let time = self.of(row, &[Level::Time]).first().map_or("", |(_, value)| *value);
                    self.generic_obs(row, &format!("<data:ObsDimension value=\"{}\"/>", escaped(time)), &[Level::Observation])
                } else {
                    format!("<Obs{}/>", specific(&self.of(row, &[Level::Time, Level::Value, Level::Observation])))
                };
                let _ = writeln!(text, "      {obs}");
            }
            text.push_str(if generic { "    </data:Series>\n" } else { "    </Series>\n" });
        }
    }

    fn generic_obs(&self, row: &Row, key: &str, said: &[Level]) -> String {
        let value = self.of(row, &[Level::Value]);
        let value = value.first().map(|(_, value)| format!("<data:ObsValue value=\"{}\"/>", escaped(value))).unwrap_or_default();
        format!("<data:Obs>{key}{value}{}</data:Obs>", attributes_of(&self.of(row, said)))
    }

    /// The filled components of a row on these levels.
    fn of<'m>(&'m self, row: &'m Row, levels: &[Level]) -> Cells<'m> {
        let all = self.components.iter().zip(&row.cells);
        let here = all.filter(|(component, cell)| levels.contains(&component.level) && !cell.is_empty());
        here.map(|(component, cell)| (component.id.as_str(), cell.as_str())).collect()
    }
}

/// The form, if the version has it.
fn form_of(format: &SdmxFormat, file: &str) -> Result<Form, Fault> {
    match (format.form, format.version.as_str()) {
        (form @ Form::Specific, "2.1" | "3.0") | (form @ Form::Generic, "2.1") | (form @ Form::Csv, "1.0" | "2.0") => Ok(form),
        (_, version) => Err(Fault::recipe(file, format!("SDMX has no such form in version `{version}`"))),
    }
}

fn specific(cells: &[(&str, &str)]) -> String {
    cells.iter().fold(String::new(), |mut text, (id, cell)| {
        let _ = write!(text, " {id}=\"{}\"", escaped(cell));
        text
    })
}

fn values(cells: &[(&str, &str)]) -> String {
    cells.iter().fold(String::new(), |mut text, (id, cell)| {
        let _ = write!(text, "<data:Value id=\"{id}\" value=\"{}\"/>", escaped(cell));
        text
    })
}

fn attributes_of(cells: &[(&str, &str)]) -> String {
    if cells.is_empty() { String::new() } else { format!("<data:Attributes>{}</data:Attributes>", values(cells)) }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
