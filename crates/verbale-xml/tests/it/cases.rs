//! What a message says beside, above and around its observations: read whole, or told.

#![expect(clippy::format_collect, reason = "a test may")]

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;
use verbale_model::reading::CellNote;
use verbale_model::{EditionId, Reading, Rejection, Schemas, Value};
use verbale_normalize::Normalizer;
use verbale_schema::Layer;

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
    let found = verbale_xml::recognize(text.as_bytes(), schemas(), wanted)?;
    let mut normalizer = Normalizer::new(schemas(), found.edition(), found.layout(), found.language());
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

#[test]
fn a_group_gives_all_its_attributes_but_the_one_that_is_given_nearer() {
    let body = format!(
        "<Group REF_AREA=\"XAA\" UNIT_MULT=\"3\" NATURE=\"C\"/><Series {KEY}><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/>\
         <Obs TIME_PERIOD=\"2020\" OBS_VALUE=\"6\" NATURE=\"E\"/><Obs TIME_PERIOD=\"2021\" OBS_VALUE=\"7\"/></Series>"
    );
    let told = outcome(&specific(&body));
    assert_eq!(
        of(&told, &["XA"]),
        [
            "XAA 2019 reported 5000 nature=C unit_mult=3",
            "XAA 2020 reported 6000 nature=E unit_mult=3",
            "XAA 2021 reported 7000 nature=C unit_mult=3",
        ]
    );
    assert_eq!(of(&told, &["S19", "S20", "C"]), ["S19 /StructureSpecificData/DataSet/Series/Obs: nature / C | E"]);
}

#[test]
fn a_group_of_another_key_does_not_hold() {
    let observation = "<Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/>";
    let told = |group: &str| outcome(&specific(&format!("{group}<Series {KEY}>{observation}</Series>")));
    // Of another area, and of another kind of report, which is kept as an attribute.
    for group in ["<Group REF_AREA=\"XAB\" UNIT_MULT=\"3\"/>", "<Group REF_AREA=\"XAA\" REPORTING_TYPE=\"N\" UNIT_MULT=\"3\"/>"] {
        let told = told(group);
        assert_eq!(of(&told, &["XA"]), ["XAA 2019 reported 5"], "{group}");
        assert_eq!(of(&told, &["S20"]).len(), 1, "{group}");
    }
    // A dimension that nobody knows may be one that the observation has otherwise.
    let group = "<Group REF_AREA=\"XAA\" MIGRATION=\"IRREG\" UNIT_MULT=\"3\"/>";
    for key in [KEY.to_owned(), format!("{KEY} MIGRATION=\"_T\""), format!("{KEY} MIGRATION=\"REG\"")] {
        let told = outcome(&specific(&format!("{group}<Series {key}>{observation}</Series>")));
        assert_eq!((of(&told, &["XA"]).len(), of(&told, &["aside C16"]).len()), (0, 1), "{told}");
    }
    // The key can stand on the data set.
    let whole = format!(
        "<m:DataSet d:structureRef=\"S\" REF_AREA=\"XAA\"><Group REF_AREA=\"XAA\" UNIT_MULT=\"3\"/>\
                         <Series FREQ=\"A\" SERIES=\"VC_HTF_DETV\" SEX=\"_T\" AGE=\"_T\">{observation}</Series></m:DataSet>"
    );
    assert_eq!(outcome(&message("v2_1", "StructureSpecificData", "", &whole)), "XAA 2019 reported 5000 unit_mult=3\n");
}

// --------------------------------------------------------------------------------------------------------- structures

fn sets(structures: &[&str]) -> String {
    let set = |(index, name): (usize, &&str)| {
        let observation = format!("<Series {KEY}><Obs TIME_PERIOD=\"{}\" OBS_VALUE=\"5\"/></Series>", 2018 + index);
        format!("<m:DataSet d:structureRef=\"{name}\">{}</m:DataSet>", if *name == "S" && index == 0 { "" } else { &observation })
    };
    message("v2_1", "StructureSpecificData", "", &structures.iter().enumerate().map(set).collect::<String>())
}

#[test]
fn a_data_set_is_read_by_its_own_structure_wherever_it_stands() {
    // Behind an empty one.
    let told = outcome(&sets(&["S", "O", "S"]));
    assert_eq!(of(&told, &["XA"]), ["XAA 2020 reported 5"]);
    assert_eq!((of(&told, &["aside S04"]).len(), of(&told, &["S04"]).len()), (1, 1), "{told}");
    // The first one is of a structure that nobody reads.
    let told = outcome(&sets(&["O", "S"]));
    assert_eq!((of(&told, &["XAA 2019"]).len(), of(&told, &["aside S04"]).len()), (1, 1), "{told}");
    // A person has said what it is.
    let wanted = schemas().edition_at("sdg-16-2-2/2024").map(|edition| edition.id);
    let unknown = sets(&["O", "O"]).replace("IAEG-SDGs", "XX");
    assert!(outcome(&unknown).starts_with("rejected\nS04"));
    assert_eq!(shown(read(&unknown, wanted)), "XAA 2018 reported 5\nXAA 2019 reported 5\n");
}

// ------------------------------------------------------------------------------------------------- beside the data

#[test]
fn a_header_stands_once_and_first() {
    let late = "<m:Header><m:Test>true</m:Test><m:DataSetAction>Delete</m:DataSetAction></m:Header>";
    let set =
        format!("<m:DataSet d:structureRef=\"S\"><Series {KEY}><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/></Series></m:DataSet>");
    for body in [format!("{set}{late}"), format!("{late}{set}")] {
        let told = outcome(&message("v2_1", "StructureSpecificData", "", &body));
        assert!(told.starts_with("rejected\nS05") && told.contains("a header stands twice or after the data"), "{told}");
    }
}

#[test]
fn attributes_that_the_format_does_not_have_are_refused() {
    let observation = "<d:Obs><d:ObsDimension value=\"2019\"/><d:ObsValue value=\"5\"/></d:Obs>";
    let whole = generic(&format!("<d:Series>{GENERIC_KEY}{observation}</d:Series>"));
    assert_eq!(outcome(&whole), "XAA 2019 reported 5\n");
    for (from, to) in [
        ("<d:Series>", "<d:Series UNIT_MULT=\"3\">"),
        ("<d:Obs>", "<d:Obs OBS_STATUS=\"M\">"),
        ("<d:ObsValue", "<d:ObsValue unit=\"thousand\""),
        ("<d:SeriesKey>", "<d:SeriesKey SEX=\"F\">"),
        ("structureRef=\"S\"", "structureRef=\"S\" UNIT_MULT=\"3\""),
    ] {
        let told = outcome(&whole.replacen(from, to, 1));
        assert!(told.starts_with("rejected\nS05") && told.contains("has no place here"), "{to}: {told}");
    }
    let specific = specific(&format!("<Series {KEY}><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/></Series>"));
    for attribute in ["d:UNIT_MULT=\"3\"", "c:OBS_STATUS=\"M\""] {
        let told = outcome(&specific.replace("d:structureRef=\"S\"", &format!("d:structureRef=\"S\" {attribute}")));
        assert!(told.starts_with("rejected\nS05"), "{attribute}: {told}");
    }
    let told = outcome(
        &specific
            .replace("d:structureRef=\"S\"", "d:structureRef=\"S\" d:dataScope=\"DataStructure\" d:validFromDate=\"2020-01-01\""),
    );
    assert_eq!(
        told,
        "XAA 2019 reported 5\naside S03 /StructureSpecificData/DataSet 2020-01-01\n\
         S03 /StructureSpecificData/DataSet: attribute / validFromDate\n"
    );
}

#[test]
fn what_stands_beside_the_data_is_kept_with_its_place() {
    let set = format!(
        "<m:DataSet d:structureRef=\"S\"><Series {KEY}><c:Annotations><c:Annotation id=\"N\"><c:AnnotationTitle>a note\
         </c:AnnotationTitle></c:Annotation></c:Annotations><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/></Series></m:DataSet>"
    );
    let header = "<m:Prepared>2024-01-01</m:Prepared><m:Sender id=\"X\"><c:Name>An office</c:Name></m:Sender>\
        <m:EmbargoDate>2030-01-01T00:00:00</m:EmbargoDate><m:Source xml:lang=\"en\">Thousands</m:Source>";
    let footer = "<f:Footer><f:Message code=\"413\" severity=\"Warning\"><c:Text>Too large</c:Text></f:Message></f:Footer>";
    for body in [format!("{set}{footer}"), format!("{footer}{set}")] {
        let told = outcome(&message("v2_1", "StructureSpecificData", header, &body));
        let mut lines: Vec<&str> = told.lines().collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            [
                "S03 /StructureSpecificData/DataSet/Series: element / Annotations",
                "S03 /StructureSpecificData/Header: element / Source",
                "S22 /StructureSpecificData/Header: 2030-01-01T00:00:00",
                "S23 /StructureSpecificData/Footer: code=413 severity=Warning Too large",
                "XAA 2019 reported 5",
                "aside S03 /StructureSpecificData/DataSet/Series id=N a note",
                "aside S03 /StructureSpecificData/Header lang=en Thousands",
                "aside S22 /StructureSpecificData/Header 2030-01-01T00:00:00",
                "aside S23 /StructureSpecificData/Footer code=413 severity=Warning Too large",
            ]
        );
    }
}

#[test]
fn what_a_message_says_of_itself_is_kept_and_counted() {
    let header = "<m:Prepared>2024-01-01</m:Prepared><m:Sender id=\"X\"><c:Name xml:lang=\"fr\">Un office</c:Name>\
        <m:Contact><c:Name>A person</c:Name><m:Email>p@x</m:Email></m:Contact></m:Sender><m:DataSetID> </m:DataSetID>\
        <m:Name>A table</m:Name>";
    let set = format!(
        "<m:DataSet d:structureRef=\"S\" d:action=\"Replace\"><Obs {KEY} TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/></m:DataSet>"
    );
    let text = message("v2_1", "StructureSpecificData", header, &set);
    let reading = read(&text, None).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason));
    let note = |note: &CellNote| {
        let path = note.at.place().map_or("", |place| reading.places[usize::from(place.0)].as_str());
        let path = path.strip_prefix("/StructureSpecificData").unwrap_or(path);
        format!("{} {path} {}", note.kind.code(), reading.texts.get(note.text))
    };
    let notes: Vec<String> = reading.notes.iter().map(note).collect();
    let sender = "/Header/Sender";
    for expected in [
        "message /Header/ID T".to_owned(),
        "message /Header/Test false".to_owned(),
        "message /Header/Prepared 2024-01-01".to_owned(),
        format!("message {sender}/@id X"),
        format!("message {sender}/Name/@xml:lang fr"),
        format!("message {sender}/Name Un office"),
        format!("contact {sender}/Contact/Name A person"),
        format!("contact {sender}/Contact/Email p@x"),
        "message /Header/Structure/@structureID S".to_owned(),
        "message /Header/Structure/Structure/Ref/@agencyID IAEG-SDGs".to_owned(),
        "message /DataSet/@structureRef S".to_owned(),
        "message /DataSet/@action Replace".to_owned(),
    ] {
        assert!(notes.contains(&expected), "{expected}: {notes:#?}");
    }
    // Each is a cell; the seven of the observation are its row, and the name of the table is none of it.
    let accounting = reading.accounting;
    assert_eq!((accounting.template, accounting.mapped, accounting.unmapped), (notes.len() as u64, 7, 1), "{notes:#?}");
    assert_eq!(accounting.cells, notes.len() as u64 + 8);
    // What it says of itself is not its content.
    let digests = |text: &str| read(text, None).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason)).digests(schemas());
    assert_eq!(digests(&text), digests(&text.replace("2024-01-01", "2024-02-02").replace("Un office", "Un autre")));
    assert_ne!(digests(&text), digests(&text.replace("A table", "Another")));
}

#[test]
fn attributes_that_only_a_program_reads_are_counted_and_those_of_no_format_are_told() {
    let of = |root: &str, set: &str, observation: &str| {
        let set = format!(
            "<m:DataSet d:structureRef=\"S\"{set}><Obs {KEY} TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"{observation}/></m:DataSet>"
        );
        let text = message("v2_1", "StructureSpecificData", "", &set);
        let text = text.replacen(
            "<m:StructureSpecificData",
            &format!("<m:StructureSpecificData xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"{root}"),
            1,
        );
        read(&text, None).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason))
    };
    let plain = of("", "", "").accounting;
    for technical in [
        of(" i:schemaLocation=\"a b\"", "", ""),
        of("", " i:type=\"x:DataSetType\"", ""),
        of("", "", " i:type=\"x:ObsType\""),
        of("", "", " d:action=\"Append\""),
        of(" xml:lang=\"en\"", "", ""),
    ] {
        let found = technical.accounting;
        assert_eq!((found.cells, found.template, found.unmapped), (plain.cells + 1, plain.template + 1, 0));
    }
    let unknown = of(" license=\"open\"", "", "");
    assert_eq!((unknown.accounting.cells, unknown.accounting.unmapped), (plain.cells + 1, 1));
    assert_eq!(
        shown(Ok(unknown)).lines().filter(|line| line.contains("S03 /StructureSpecificData: attribute / license")).count(),
        1
    );
}

#[test]
fn what_is_no_word_of_the_format_leaves_a_message_a_test() {
    let told = |word: &str| {
        let text = specific(&format!("<Series {KEY}><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/></Series>"));
        of(&outcome(&text.replace("<m:Test>false<", &format!("<m:Test>{word}<"))), &["S18"]).len()
    };
    assert_eq!(["true", "1", "True", "TRUE", "yes"].map(told), [1; 5]);
    assert_eq!(["false", "0", "False", " false\n", ""].map(told), [0; 5]);
}

#[test]
fn a_text_without_a_language_stays_as_it_is() {
    let series = |text: &str| {
        let comp = format!("<Comp id=\"COMMENT_OBS\"><Value>{text}</Value></Comp>");
        let body = format!(
            "<m:DataSet d:structureRef=\"S\"><Series {KEY}><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\">{comp}</Obs></Series></m:DataSet>"
        );
        outcome(&message("v3_0", "StructureSpecificData", "", &body))
    };
    assert_eq!(series("<c:Text>a</c:Text>"), "XAA 2019 reported 5 comment_obs=a\n");
    assert_eq!(series("<c:Text xml:lang=\"fr\">a</c:Text><c:Text>b</c:Text>"), "XAA 2019 reported 5 comment_obs=fr:a;b\n");
    assert!(series(&"<c:Text>0123456789</c:Text>".repeat(30_000)).starts_with("rejected\nF05"));
}

// ------------------------------------------------------------------------------------------------------------ values

/// Answers and findings of one observation, with further components.
fn observed(value: &str, more: &str) -> String {
    outcome(&specific(&format!("<Series {KEY}><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"{value}\"{more}/></Series>")))
}

#[test]
fn a_value_that_can_be_read_in_two_ways_or_contradicts_its_status_stays_unread() {
    let place = "/StructureSpecificData/DataSet/Series/Obs";
    for (value, more, expected) in [
        ("1,375", "", format!("unreadable none\nN02 {place}: 1,375 / 1375 | 1.375")),
        ("1,375", " UNIT_MULT=\"3\"", format!("unreadable none unit_mult=3\nN02 {place}: 1,375 / 1375 | 1.375")),
        ("1.375", " UNIT_MULT=\"3\"", "reported 1375 unit_mult=3".to_owned()),
        ("&lt;5", "", format!("censored 0..Some(4)\nN03 {place}: <5 / 0 / 4")),
        ("&lt;5", " OBS_STATUS=\"M\"", format!("unreadable none obs_status=M\nN08 {place}: <5 / not_applicable")),
        ("&lt;5", " UNIT_MULT=\"3\"", format!("unreadable none unit_mult=3\nN09 {place}: <5 / 3")),
        ("1 000", " UNIT_MULT=\"3\"", format!("unreadable none unit_mult=3\nN09 {place}: 1 000 / 3")),
        ("5", " CONF_STATUS=\"F\"", "reported 5 conf_status=F".to_owned()),
        ("5", " CONF_STATUS=\"N\"", format!("reported 5 conf_status=N\nS24 {place}: conf_status / N")),
        ("5", " TIME_FORMAT=\"P1Y\" DECIMALS=\"0\"", "reported 5 time_format=P1Y decimals=0".to_owned()),
    ] {
        assert_eq!(observed(value, more), format!("XAA 2019 {expected}\n"), "{value} {more}");
    }
    let told = observed("5", " UNIT_MULT=\"three\"");
    assert_eq!(of(&told, &["C", "N"]), [format!("C10 {place}: unit_mult / three / ")]);
    let quarter = outcome(&specific(&format!("<Series {KEY}><Obs TIME_PERIOD=\"2019-Q1\" OBS_VALUE=\"5\"/></Series>")));
    assert_eq!(of(&quarter, &["N"]), [format!("N10 {place}: 2019-Q1 / no year of four digits of our time")]);
    let measures = "<d:Obs><d:ObsDimension value=\"2019\"/><d:ObsValue value=\"5\"/><d:ObsValue id=\"RATE\" value=\"6\"/></d:Obs>";
    let told = outcome(&generic(&format!("<d:Series>{GENERIC_KEY}{measures}</d:Series>")));
    assert_eq!((of(&told, &["XA"]).len(), of(&told, &["C20 "]).len(), of(&told, &["aside C20"]).len()), (0, 1, 1), "{told}");
}

#[test]
fn a_mark_against_publication_on_a_series_is_told_of_each_of_its_figures() {
    let body = format!(
        "<Series {KEY} CONF_STATUS=\"C\"><Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"5\"/><Obs TIME_PERIOD=\"2020\" OBS_VALUE=\"5\"/></Series>"
    );
    let told = outcome(&specific(&body));
    assert_eq!((of(&told, &["XA"]).len(), of(&told, &["S24"]).len()), (2, 2), "{told}");
}

#[test]
fn organizations_and_dissolved_states_are_told_by_code_as_by_name() {
    let told = |area: &str, year: u16| {
        let key = KEY.replace("XAA", area);
        outcome(&specific(&format!("<Series {key}><Obs TIME_PERIOD=\"{year}\" OBS_VALUE=\"5\"/></Series>")))
    };
    let place = "/StructureSpecificData/DataSet/Series";
    assert_eq!(told("EUU", 2019), format!("EUU 2019 reported 5\nC19 {place}: EUU\n"));
    assert_eq!(told("891", 2005), "SCG 2005 reported 5\n");
    assert_eq!(told("891", 2015), format!("SCG 2015 reported 5\nC03b {place}: 891 / Serbia and Montenegro / 2006-06-03\n"));
    assert_eq!(told("SCG", 2015), format!("SCG 2015 reported 5\nC03b {place}: SCG / Serbia and Montenegro / 2006-06-03\n"));
    assert_eq!(of(&told("SCG", 2001), &["C03b"]).len(), 1);
    assert_eq!(told("8", 2015), "ALB 2015 reported 5\n");
}

// ------------------------------------------------------------------------------------------------------------ bounds

#[test]
fn what_stands_above_many_observations_is_kept_once() {
    let comment = "x".repeat(100_000);
    let observations = |years: &mut dyn Iterator<Item = u16>| {
        years.map(|year| format!("<Obs TIME_PERIOD=\"{year}\" OBS_VALUE=\"5\" MIGRATION=\"REG\"/>")).collect::<String>()
    };
    let read_of = |years: &mut dyn Iterator<Item = u16>, sex: &str| {
        let key = KEY.replace("SEX=\"_T\"", &format!("SEX=\"{sex}\""));
        let body = format!("<Series {key} COMMENT_TS=\"{comment}\">{}</Series>", observations(years));
        read(&specific(&body), None).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason))
    };
    let raws = |reading: &Reading| {
        let unplaced = reading.replies.iter().flat_map(|reply| &reply.unplaced);
        let mut raws: Vec<String> = unplaced.map(|unplaced| reading.texts.get(unplaced.raw).to_owned()).collect();
        raws.sort_unstable();
        raws
    };
    let first = raws(&read_of(&mut (2000..2100), "F"));
    assert_eq!(first.len(), 101);
    assert_eq!(first.iter().filter(|raw| raw.contains(&comment)).count(), 1);
    assert!(first.iter().all(|raw| raw.starts_with("{\"@above\":\"")), "{}", first[1]);
    assert!(first.iter().map(String::len).sum::<usize>() < 130_000);
    // It is the content that is kept: its order says nothing, and what it goes with does.
    assert_eq!(raws(&read_of(&mut (2000..2100).rev(), "F")), first);
    let other = raws(&read_of(&mut (2000..2100), "M"));
    assert!(first.iter().all(|raw| !other.contains(raw)));
}

#[test]
fn groups_and_levels_have_bounds() {
    let groups: String = (0..100)
        .map(|group| format!("<d:Group><d:GroupKey><d:Value id=\"C{group}\" value=\"1\"/></d:GroupKey></d:Group>"))
        .collect();
    let told = outcome(&generic(&groups));
    assert!(told.starts_with("rejected\nF05") && told.contains("kinds of groups of a message / 64"), "{told}");
    let long = "x".repeat(300_000);
    let told = outcome(&specific(&format!("<Series {KEY} COMMENT_TS=\"{long}\"/>")));
    assert!(told.starts_with("rejected\nF05") && told.contains("bytes of one level of a message"), "{told}");
    let sources = format!("<m:Source>{}</m:Source>", "x".repeat(200_000)).repeat(6);
    let told = outcome(&message("v2_1", "StructureSpecificData", &sources, ""));
    assert!(told.starts_with("rejected\nF05") && told.contains("bytes of the header of a message"), "{told}");
}

#[test]
fn many_groups_of_many_shapes_cost_no_more_than_their_bytes() {
    // Each has two components of its own: shapes were looked through for each observation.
    let groups: String =
        (0..20_000).map(|group| format!("<Group REF_AREA=\"{group}\" C{}=\"1\" D{}=\"1\"/>", group % 300, group % 299)).collect();
    let observations: String = (0..2_000).map(|value| format!("<Obs TIME_PERIOD=\"2019\" OBS_VALUE=\"{value}\"/>")).collect();
    let text = specific(&format!("{groups}<Series {KEY}>{observations}</Series>"));
    let started = std::time::Instant::now();
    let reading = read(&text, None).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason));
    assert_eq!(reading.replies.iter().map(|reply| reply.answers.len()).sum::<usize>(), 2_000);
    // A build without optimization is done in seconds; looking through all shapes takes minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
