//! What a message says beside, above and around its observations: read whole, or told.

#![expect(clippy::unwrap_used, clippy::format_collect, reason = "a test may")]

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;
use verbale_model::{EditionId, Reading, Rejection, Schemas, Value};
use verbale_normalize::Normalizer;
use verbale_schema::Layer;
use verbale_xml::{Limits, Reader, reply, sdmx};

fn schemas() -> &'static Schemas {
    static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let layers = [Layer::folder(root.join("schemas")), Layer::folder(root.join("fixtures/overlay"))];
        verbale_schema::load(&layers).unwrap_or_else(|faults| panic!("{faults}"))
    });
    &SCHEMAS
}

const KEY: &str = r#"FREQ="A" SERIES="VC_HTF_DETV" REF_AREA="XAA" SEX="_T" AGE="_T""#;

/// A message of a version, with data sets; `S` is the structure of the edition, `O` one that nobody knows.
fn message(version: &str, root: &str, header: &str, body: &str) -> String {
    let spaces = format!("http://www.sdmx.org/resources/sdmxml/schemas/{version}");
    let data = if root == "GenericData" { "data/generic" } else { "data/structurespecific" };
    let structure = |name: &str, agency: &str| {
        let reference = match version {
            "v2_1" => format!("<c:Structure><Ref agencyID=\"{agency}\" id=\"SDG\" version=\"1.24\"/></c:Structure>"),
            _ => format!("<c:Structure>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={agency}:SDG(1.24)</c:Structure>"),
        };
        format!("<m:Structure structureID=\"{name}\" dimensionAtObservation=\"TIME_PERIOD\">{reference}</m:Structure>")
    };
    format!(
        "<m:{root} xmlns:m=\"{spaces}/message\" xmlns:f=\"{spaces}/message/footer\" xmlns:d=\"{spaces}/{data}\" \
         xmlns:c=\"{spaces}/common\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n\
         <m:Header><m:ID>T</m:ID><m:Test>false</m:Test>{header}{}{}</m:Header>\n{body}</m:{root}>",
        structure("S", "IAEG-SDGs"),
        structure("O", "OTHER")
    )
}

fn specific(body: &str) -> String {
    message("v2_1", "StructureSpecificData", "", &format!("<m:DataSet d:structureRef=\"S\">\n{body}\n</m:DataSet>"))
}

fn generic(body: &str) -> String {
    message("v2_1", "GenericData", "", &format!("<m:DataSet structureRef=\"S\">\n{body}\n</m:DataSet>"))
}

fn read(text: &str, wanted: Option<EditionId>) -> Result<Reading, Rejection> {
    let limits = Limits::default();
    if let Some(found) = reply::recognize(text.as_bytes(), schemas(), wanted)? {
        let mut normalizer = Normalizer::new(schemas(), found.edition, found.layout, found.language);
        let accounting = reply::read(text.as_bytes(), schemas(), &found, &mut normalizer)?;
        return normalizer.finish(accounting);
    }
    let reader = Reader::new(text.as_bytes(), limits).map_err(|fault| fault.rejection(&limits))?;
    let found = sdmx::recognize(reader, limits, schemas(), wanted)?.expect("a message");
    let mut normalizer = Normalizer::new(schemas(), found.edition, found.layout, found.language);
    let accounting = found.read(schemas(), &mut normalizer)?;
    normalizer.finish(accounting)
}

/// Answers, what was kept aside, and findings; or the rejection.
fn outcome(text: &str) -> String {
    shown(read(text, None))
}

fn shown(result: Result<Reading, Rejection>) -> String {
    let mut shown = String::new();
    let (findings, places) = match result {
        Err(rejection) => {
            let mut findings = rejection.findings;
            findings.push(rejection.reason);
            shown.push_str("rejected\n");
            (findings, rejection.places)
        }
        Ok(reading) => {
            for reply in &reading.replies {
                for (answer, index) in reply.answers.iter().zip(0..) {
                    let year = answer.year.map_or_else(String::new, |year| year.to_string());
                    let value = match answer.value {
                        Value::Number(number) => number.to_string(),
                        Value::Range { low, high } => format!("{low}..{high:?}"),
                        _ => "none".to_owned(),
                    };
                    let area = reply.area.map_or("", |area| schemas().codes.text(area));
                    let _ = write!(shown, "{area} {year} {} {value}", answer.status.code());
                    for attribute in reply.attributes.iter().filter(|attribute| attribute.answer == index) {
                        let _ = write!(shown, " {}={}", reading.texts.get(attribute.name), reading.texts.get(attribute.raw));
                    }
                    shown.push('\n');
                }
                for unplaced in &reply.unplaced {
                    let place = unplaced.at.place().map_or("", |place| reading.places[usize::from(place.0)].as_str());
                    let raw = reading.texts.get(unplaced.raw);
                    let _ = writeln!(shown, "aside {} {place} {raw}", unplaced.why.code);
                }
            }
            assert!(reading.accounting.adds_up());
            (reading.findings, reading.places)
        }
    };
    for finding in findings.kept() {
        let place = finding.at.place().map_or("", |place| places.get(usize::from(place.0)).map_or("", String::as_str));
        let args: Vec<String> = finding.args.iter().map(ToString::to_string).collect();
        let _ = writeln!(shown, "{} {place}: {}", finding.kind.code, args.join(" / "));
    }
    shown
}

/// The lines that begin with one of the words.
fn of<'o>(outcome: &'o str, words: &[&str]) -> Vec<&'o str> {
    outcome.lines().filter(|line| words.iter().any(|word| line.starts_with(word))).collect()
}

const GENERIC_KEY: &str = "<d:SeriesKey><d:Value id=\"FREQ\" value=\"A\"/><d:Value id=\"SERIES\" value=\"VC_HTF_DETV\"/>\
    <d:Value id=\"REF_AREA\" value=\"XAA\"/><d:Value id=\"SEX\" value=\"_T\"/><d:Value id=\"AGE\" value=\"_T\"/></d:SeriesKey>";

// ------------------------------------------------------------------------------------------------------------ levels

#[test]
fn what_a_series_says_after_an_observation_is_refused_and_not_lost() {
    let attributes = "<d:Attributes><d:Value id=\"UNIT_MULT\" value=\"3\"/></d:Attributes>";
    let observation = "<d:Obs><d:ObsDimension value=\"2019\"/><d:ObsValue value=\"5\"/></d:Obs>";
    let series = |parts: &[&str]| generic(&format!("<d:Series>{GENERIC_KEY}{}</d:Series>", parts.concat()));
    assert_eq!(outcome(&series(&[attributes, observation])), "XAA 2019 reported 5000 unit_mult=3\n");
    for late in [[observation, attributes, ""], [observation, attributes, observation]] {
        let outcome = outcome(&series(&late));
        assert!(outcome.starts_with("rejected\nS05") && outcome.contains("after the first observation"), "{outcome}");
    }
    let comp = "<Comp id=\"UNIT_MULT\"><Value>3</Value></Comp>";
    let observation = "<Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/>";
    let series = |parts: &[&str]| {
        let body = format!("<m:DataSet d:structureRef=\"S\"><Series {KEY}>{}</Series></m:DataSet>", parts.concat());
        message("v3_0", "StructureSpecificData", "", &body)
    };
    assert_eq!(outcome(&series(&[comp, observation])), "XAA 2019 reported 5000 unit_mult=3\n");
    assert!(outcome(&series(&[observation, comp])).starts_with("rejected\nS05"));
}

#[test]
fn an_unknown_component_of_one_observation_speaks_for_that_one_alone() {
    let body = format!(
        "<Series {KEY} MIGRATION=\"IRREG\"><Obs TIME_PERIOD=\"2018\" OBS_VALUE=\"3\"/>\
         <Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\" MIGRATION=\"_T\"/><Obs TIME_PERIOD=\"2020\" OBS_VALUE=\"7\"/></Series>"
    );
    let outcome = outcome(&specific(&body));
    assert_eq!(of(&outcome, &["XA"]), ["XAA 2019 reported 5 MIGRATION=_T"]);
    assert_eq!(of(&outcome, &["aside C16"]).len(), 2);
    let told = of(&outcome, &["S19"]);
    assert_eq!(told.len(), 1, "{outcome}");
    assert!(told[0].contains("MIGRATION / IRREG | _T"), "{outcome}");
}
