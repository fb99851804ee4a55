//! SDMX messages of the corpus, counted; and messages that are refused.

use crate::support::{archive, is_document};
use std::collections::{BTreeMap, BTreeSet};
use verbale_xml::sdmx::{Level, Message, Part, Refusal, Why};
use verbale_xml::{FaultKind, Limits, Reader};

/// Digits after the point in which values are added up.
const SCALE: usize = 20;

/// Data sets, series, observations, observations with a number, their sum.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    data_sets: u64,
    series: u64,
    observations: u64,
    values: u64,
    sum: i128,
}

/// A decimal as a whole number of 10^-[`SCALE`].
fn scaled(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let good = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !good(whole) || !good(part) || part.len() > SCALE {
        return None;
    }
    format!("{whole}{part:0<SCALE$}").parse::<i128>().ok().map(|number| sign * number)
}

/// Reads a message; nothing if it is no SDMX.
fn count(bytes: &[u8]) -> Result<Option<Counts>, Refusal> {
    let Some(mut message) = Message::open(Reader::new(bytes, Limits::default())?)? else { return Ok(None) };
    let mut counts = Counts::default();
    while let Some(part) = message.next_part()? {
        match part {
            Part::DataSet(_) => counts.data_sets += 1,
            Part::EndOfSeries(_) => counts.series += 1,
            Part::Observation(observation) => {
                counts.observations += 1;
                let value = observation.components().filter(|component| component.name == "OBS_VALUE").last();
                if let Some(number) = value.and_then(|value| scaled(value.value)) {
                    counts.values += 1;
                    counts.sum += number;
                }
            }
            _ => {}
        }
    }
    Ok(Some(counts))
}

fn refusal(bytes: &[u8]) -> Refusal {
    match count(bytes) {
        Ok(counts) => panic!("taken: {counts:?}"),
        Err(refusal) => refusal,
    }
}

fn why(text: &str) -> Why {
    match refusal(text.as_bytes()) {
        Refusal::Message { why, .. } => why,
        Refusal::Xml(fault) => panic!("{fault}"),
    }
}

/// What two other readers count in each message of the corpus: `sdmx1` 2.28 and `pysdmx` 1.21.
fn recorded() -> BTreeMap<&'static str, Vec<&'static str>> {
    let table = include_str!("sdmx_counts.csv");
    table.lines().skip(1).map(|line| line.splitn(8, ',').collect::<Vec<_>>()).map(|fields| (fields[0], fields)).collect()
}

#[test]
fn messages_of_the_corpus_have_the_observations_that_other_readers_count() {
    let Some(files) = archive("corpus/sdmx.tar.gz") else { return };
    let recorded = recorded();
    let (mut seen, mut equal, mut wrong, mut reasons) = (BTreeSet::new(), 0, Vec::new(), BTreeMap::new());
    for (path, bytes) in files.iter().filter(|(path, _)| is_document(path)) {
        let path = path.strip_prefix("sdmx/").expect("the folder of the archive");
        let counts = match count(bytes) {
            Ok(None) => continue,
            Ok(Some(counts)) => counts,
            // A structure, an error, an earlier version, a message without a data set, a header that was cut out.
            Err(refusal) => {
                let read = recorded.get(path).filter(|fields| !fields[4].is_empty() && fields[2] != "0");
                if let Some(fields) = read {
                    wrong.push(format!("{path}: {refusal}; recorded {fields:?}"));
                }
                if let Refusal::Message { why, .. } = refusal {
                    reasons.insert(path, why.to_string());
                }
                continue;
            }
        };
        seen.insert(path);
        let Some(fields) = recorded.get(path) else {
            wrong.push(format!("{path}: {counts:?}, and nothing is recorded"));
            continue;
        };
        let number = |index: usize| fields[index].parse::<u64>().ok();
        let same = number(2).is_none_or(|number| number == counts.data_sets)
            && number(3).is_none_or(|number| number == counts.series)
            && number(4).is_none_or(|number| number == counts.observations)
            && number(5).is_none_or(|number| number == counts.values)
            && (fields[6].is_empty() || scaled(fields[6]) == Some(counts.sum));
        if same {
            equal += u32::from(!fields[4].is_empty());
        } else {
            wrong.push(format!("{path}: {counts:?}, recorded {fields:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    let refused: Vec<_> = recorded.keys().filter(|path| !seen.contains(**path)).copied().collect();
    let reason = |path: &&str| reasons.get(*path).map_or("", String::as_str);
    assert_eq!(refused.iter().map(|path| (*path, reason(path))).collect::<Vec<_>>(), REFUSED);
    // The one of them that no other reader takes refers to a structure that its header does not name.
    assert_eq!((seen.len(), equal), (48, 47));
}

/// Messages that are refused here, and why. What the other readers say of each is recorded with their counts.
const REFUSED: [(&str, &str); 6] = [
    ("khaeru-sdmx-test-data/ESTAT/footer2.xml", "the message holds no data set"),
    ("pysdmx/tests/io/xml/sdmx30/reader/samples/data_structure_no_structure.xml", "the element Structures has no place here"),
    ("rsdmx/inst/extdata/Example_Eurostat_2.0.xml", OLD),
    ("rsdmx/inst/extdata/SDMXGenericDataExample_2.0.xml", OLD),
    ("rsdmx/inst/extdata/SDMXMessageExample_2.0.xml", OLD),
    ("rsdmx/inst/extdata/SDMXMessageExample_2.1.xml", "the message holds no data set"),
];

const OLD: &str = "the version of SDMX-ML is none that is read (2.1, 3.0, 3.1)";

const SPECIFIC: &str = r#"<?xml version="1.0"?>
<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"
  xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific"
  xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <m:Header><m:Test>true</m:Test><m:DataSetAction>Merge</m:DataSetAction>
    <m:Structure structureID="D" dimensionAtObservation="TIME_PERIOD">
      <c:StructureUsage>urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=XX:FLOW(1.0)</c:StructureUsage></m:Structure></m:Header>
  <m:DataSet s:structureRef="D" s:action="Replace" UNIT="N">
    <Group SEX="F" TITLE="women"/><Group SEX="X" TITLE="loose"/>
    <Series SEX="F" UNIT="P"><Comp id="NOTE"><Value><c:Text xml:lang="en">a</c:Text><c:Text xml:lang="fr">b</c:Text></Value></Comp>
      <Obs TIME_PERIOD="2019" OBS_VALUE="1"/><Obs TIME_PERIOD="2020" OBS_VALUE="2"><Comp id="FLAG"><Value>A</Value><Value>E</Value></Comp></Obs>
    </Series><Series SEX="M"/>
  </m:DataSet>
  <m:DataSet s:structureRef="D"><Obs SEX="M" TIME_PERIOD="2020" OBS_VALUE="3"/></m:DataSet>
</m:StructureSpecificData>"#;

const GENERIC: &str = r#"<m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
  xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
  xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">
  <m:Header><m:Structure structureID="D" dimensionAtObservation="TIME_PERIOD"><c:Structure>
    <Ref agencyID="XX" id="FLOW" version="1.0"/></c:Structure></m:Structure></m:Header>
  <m:DataSet structureRef="D" action="Append"><g:Attributes><g:Value id="UNIT" value="N"/></g:Attributes>
    <g:Series><g:SeriesKey><g:Value id="SEX" value="F"/></g:SeriesKey>
      <g:Obs><g:ObsDimension value="2019"/><g:ObsValue value="1"/>
        <g:Attributes><g:Value id="FLAG" value="A"/></g:Attributes></g:Obs>
    </g:Series>
  </m:DataSet>
</m:GenericData>
<!-- end -->
"#;

/// All parts, one line each.
fn parts(text: &str) -> Result<Vec<String>, Refusal> {
    let mut message = Message::open(Reader::new(text.as_bytes(), Limits::default())?)?.expect("an SDMX message");
    message.dimensions(["SEX", "TIME_PERIOD"].map(str::to_owned));
    let mut lines = Vec::new();
    while let Some(part) = message.next_part()? {
        let show = |components: Vec<_>| {
            let one = |component: &verbale_xml::sdmx::Component<'_>| {
                let level = match component.level {
                    Level::DataSet => 'd',
                    Level::Group => 'g',
                    Level::Series => 's',
                    Level::Observation => 'o',
                };
                format!(" {level}:{}={}", component.name, component.value)
            };
            components.iter().map(one).collect::<String>()
        };
        lines.push(match part {
            Part::DataSet(set) => {
                format!("set {} {:?}", set.structure.map(verbale_xml::sdmx::Structure::key).unwrap_or_default(), set.action)
            }
            Part::Observation(observation) => {
                format!("{}:{}{}", observation.place().line, observation.first, show(observation.components().collect()))
            }
            Part::EndOfSeries(series) => format!("series {}{}", series.observations, show(series.components().collect())),
            Part::LooseGroup(group) => format!("loose{}", show(group.components().collect())),
            Part::EndOfDataSet(set) => format!("end {}{}", set.observations, show(set.components().collect())),
            Part::Other(beside) => format!("other {} {}", beside.name, beside.text),
            Part::Said(said) => format!("said {} {}", said.path, said.text),
        });
    }
    lines.push(format!("test {}", message.header().test));
    Ok(lines)
}

#[test]
fn an_observation_has_the_components_of_every_level() {
    let expected = [
        "said /Header/Test true",
        "said /Header/DataSetAction Merge",
        "said /Header/Structure/@structureID D",
        "said /Header/Structure/@dimensionAtObservation TIME_PERIOD",
        "said /Header/Structure/StructureUsage urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=XX:FLOW(1.0)",
        "set XX:FLOW Some(Replace)",
        "said /DataSet/@structureRef D",
        "said /DataSet/@action Replace",
        "11:true d:UNIT=N g:TITLE=women s:SEX=F s:UNIT=P s:NOTE=en:a;fr:b o:TIME_PERIOD=2019 o:OBS_VALUE=1",
        "11:false d:UNIT=N g:TITLE=women s:SEX=F s:UNIT=P s:NOTE=en:a;fr:b o:TIME_PERIOD=2020 o:OBS_VALUE=2 o:FLAG=A;E",
        "series 2 s:SEX=F s:UNIT=P s:NOTE=en:a;fr:b",
        "series 0 s:SEX=M",
        "loose g:SEX=X g:TITLE=loose",
        "end 2 d:UNIT=N",
        "set XX:FLOW Some(Merge)",
        "said /DataSet/@structureRef D",
        "14:true o:SEX=M o:TIME_PERIOD=2020 o:OBS_VALUE=3",
        "end 1",
        "test true",
    ];
    assert_eq!(parts(SPECIFIC).expect("a message"), expected);
    let expected = [
        "said /Header/Structure/@structureID D",
        "said /Header/Structure/@dimensionAtObservation TIME_PERIOD",
        "said /Header/Structure/Structure/Ref/@agencyID XX",
        "said /Header/Structure/Structure/Ref/@id FLOW",
        "said /Header/Structure/Structure/Ref/@version 1.0",
        "set XX:FLOW Some(Append)",
        "said /DataSet/@structureRef D",
        "said /DataSet/@action Append",
        "8:true d:UNIT=N s:SEX=F o:TIME_PERIOD=2019 o:OBS_VALUE=1 o:FLAG=A",
        "series 1 s:SEX=F",
        "end 1 d:UNIT=N",
        "test false",
    ];
    assert_eq!(parts(GENERIC).expect("a message"), expected);
}

#[test]
fn a_message_cut_anywhere_is_never_whole() {
    for text in [SPECIFIC, GENERIC] {
        let whole = text.rfind("Data>").expect("the end") + "Data>".len();
        assert!(count(&text.as_bytes()[..whole]).is_ok());
        for cut in 0..whole {
            assert!(!matches!(count(&text.as_bytes()[..cut]), Ok(Some(_))), "cut at {cut}");
        }
    }
}

#[test]
fn what_is_no_data_message_is_refused_with_its_reason() {
    let v2_1 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message";
    assert_eq!(count(b"<reply/>"), Ok(None));
    assert_eq!(why(&format!("<m:Structure xmlns:m='{v2_1}'/>")), Why::NotData("Structure".to_owned()));
    assert_eq!(why(&format!("<m:Error xmlns:m='{v2_1}'/>")), Why::NotData("Error".to_owned()));
    assert_eq!(why("<GenericData xmlns='http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message'/>"), Why::Version);
    assert_eq!(why(&format!("<m:GenericData xmlns:m='{v2_1}'/>")), Why::NoDataSet);
    assert_eq!(why(&SPECIFIC.replace("Replace", "Delete")), Why::Action("Delete".to_owned()));
    assert_eq!(why(&SPECIFIC.replace("Merge", "Delete")), Why::Action("Delete".to_owned()));
    assert_eq!(why(&SPECIFIC.replace("Replace", "Purge")), Why::Action("Purge".to_owned()));
    assert_eq!(
        why(&SPECIFIC.replace("<Series SEX=\"M\"/>", "<Series SEX=\"M\" s:action=\"Delete\"/>")),
        Why::Action("Delete".to_owned())
    );
    assert_eq!(why(&SPECIFIC.replace("<Series SEX=\"M\"/>", "<Group SEX=\"M\" TITLE=\"\"/>")), Why::Order);
    // What stands after the first observation of a series would not reach that one.
    let end = "</g:Obs>\n    </g:Series>";
    for late in
        ["<g:Attributes><g:Value id=\"UNIT_MULT\" value=\"3\"/></g:Attributes>", "<g:SeriesKey/>", "<g:Attributes/><g:Obs/>"]
    {
        assert_eq!(why(&GENERIC.replace(end, &format!("</g:Obs>{late}</g:Series>"))), Why::Order, "{late}");
    }
    let late = "<Comp id=\"UNIT_MULT\"><Value>3</Value></Comp>";
    assert_eq!(why(&SPECIFIC.replace("\n    </Series>", &format!("{late}</Series>"))), Why::Order);
    assert_eq!(why(&SPECIFIC.replace("<Obs TIME_PERIOD=\"2020\"", &format!("{late}<Obs TIME_PERIOD=\"2020\""))), Why::Order);
    assert_eq!(why(&SPECIFIC.replace("<Series SEX=\"M\"/>", "<Reihe/>")), Why::Element("Reihe".to_owned()));
    assert_eq!(why(&SPECIFIC.replace("<Series SEX=\"M\"/>", "12")), Why::Text);
    assert_eq!(why(&SPECIFIC.replace("id=\"FLAG\"", "id=\"OBS_VALUE\"")), Why::Twice("OBS_VALUE".to_owned()));
    assert_eq!(why(&GENERIC.replace("<g:ObsValue value=\"1\"/>", "<g:ObsValue/>")), Why::Missing("value"));
    // The elements of another namespace are other elements.
    assert_eq!(why(&GENERIC.replace("v2_1/data/generic", "v2_1/data/other")), Why::Element("Attributes".to_owned()));
    let doctype = format!("<!DOCTYPE m><m:GenericData xmlns:m='{v2_1}'/>");
    assert!(matches!(refusal(doctype.as_bytes()), Refusal::Xml(fault) if fault.kind == FaultKind::Doctype));
}

#[test]
fn a_part_can_ask_to_be_added_whatever_its_data_set_asks() {
    let adds = |text: &str| {
        let mut message = Message::open(Reader::new(text.as_bytes(), Limits::default())?)?.expect("an SDMX message");
        while message.next_part()?.is_some() {}
        Ok::<_, Refusal>(message.adds())
    };
    assert_eq!(adds(SPECIFIC).ok(), Some(false));
    for (part, its_own) in [
        ("<Series SEX=\"M\"/>", "<Series SEX=\"M\" s:action=\"Append\"/>"),
        ("<Obs TIME_PERIOD=\"2019\"", "<Obs s:action=\"Merge\" TIME_PERIOD=\"2019\""),
        ("<Group SEX=\"F\"", "<Group s:action=\"Append\" SEX=\"F\""),
    ] {
        assert_eq!(adds(&SPECIFIC.replace(part, its_own)).ok(), Some(true), "{its_own}");
        assert_eq!(
            adds(&SPECIFIC.replace(part, &its_own.replace("Append", "Replace").replace("Merge", "Replace"))).ok(),
            Some(false)
        );
    }
}

#[test]
fn components_are_those_of_their_names_whatever_stood_before() {
    // More shapes of tags than are remembered, each met twice in a row and again later.
    let shapes = ["A B", "B A", "A", "A B C", "C B", "", "A", "A B", "C", "B A"];
    let mut body = String::new();
    let mut expected = Vec::new();
    for (number, shape) in shapes.iter().chain(&shapes).flat_map(|shape| [shape, shape]).enumerate() {
        let named: Vec<String> = shape.split_whitespace().map(|name| format!("{name}=\"{name}{number}\"")).collect();
        body = body + "<Obs " + &named.join(" ") + "/>";
        expected.push(named.join(" "));
    }
    let version = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1";
    let text = format!(
        "<m:StructureSpecificData xmlns:m=\"{version}/message\"><m:Header/><m:DataSet>{body}</m:DataSet></m:StructureSpecificData>"
    );
    let reader = Reader::new(text.as_bytes(), Limits::default()).unwrap();
    let mut message = Message::open(reader).unwrap().expect("SDMX");
    let mut found = Vec::new();
    while let Some(part) = message.next_part().unwrap() {
        if let Part::Observation(observation) = part {
            let own = observation.own().map(|component| format!("{}=\"{}\"", component.name, component.value));
            found.push(own.collect::<Vec<_>>().join(" "));
        }
    }
    assert_eq!(found, expected);
}
