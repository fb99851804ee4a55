//! Replies: what reaches an intake, what is kept aside, what is refused.

#![expect(clippy::unwrap_used, clippy::format_collect, reason = "a test may")]

use std::fmt::Write;
use std::sync::LazyLock;
use verbale_model::intake::{Crossing, Entry, Fate, Note, RawRow};
use verbale_model::{
    Accounting, CodeId, DimId, Edition, EditionId, Finding, Intake, ItemId, Kind, Language, PlaceId, RawCell, Rejection, Schemas,
    catalogue,
};
use verbale_schema::Layer;
use verbale_xml::Reader;
use verbale_xml::reply::{LIMITS, NAMESPACE, Recognized, read};

fn schemas() -> &'static Schemas {
    static SCHEMAS: LazyLock<Schemas> =
        LazyLock::new(|| verbale_schema::load(&[Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}")));
    &SCHEMAS
}

/// Writes down what it is given, one line each, with the last part of its path.
struct Recorder {
    edition: &'static Edition,
    places: Vec<String>,
    lines: Vec<String>,
}

impl Recorder {
    fn cell(&self, cell: &RawCell<'_>) -> String {
        format!("{:?} at {}", cell.text, self.at(cell.at))
    }

    fn at(&self, at: verbale_model::Locus) -> String {
        let place = at.place().map_or("", |place| self.places[usize::from(place.0)].as_str());
        let tail = place.rsplitn(3, '/').take(2).collect::<Vec<_>>();
        format!("{} {}", tail.into_iter().rev().collect::<Vec<_>>().join("/"), at.cell())
    }

    fn told(&self, entry: &Entry<'_>) -> String {
        match entry {
            Entry::Cell(cell) => self.cell(cell),
            Entry::Blank(at) => format!("blank at {}", self.at(*at)),
            Entry::Options(..) => panic!("options have no headings in XML"),
        }
    }
}

impl Intake for Recorder {
    fn place(&mut self, name: &str) -> PlaceId {
        self.places.push(name.to_owned());
        PlaceId(u16::try_from(self.places.len() - 1).unwrap())
    }

    fn entry(&mut self, item: ItemId, entry: Entry<'_>) {
        let line = format!("{} = {}", self.edition.item(item).code, self.told(&entry));
        self.lines.push(line);
    }

    fn listed(&mut self, _: ItemId, _: DimId, label: &RawCell<'_>) -> Result<CodeId, &'static Kind> {
        self.lines.push(format!("looks up {}", label.text));
        schemas().codes.get(&label.text).ok_or(catalogue::CODE_UNKNOWN)
    }

    fn crossing(&mut self, crossing: Crossing<'_>) {
        let mut line = self.edition.item(crossing.series.item).code.clone();
        for (dimension, code) in self.edition.dimensions.iter().zip(crossing.series.dims) {
            if let Some(code) = code {
                write!(line, " {}={}", dimension.code, schemas().codes.text(code)).unwrap();
            }
        }
        let year = crossing.year.map_or_else(String::new, |year| format!(" {year}"));
        self.lines.push(format!("{line}{year} = {}", self.told(&crossing.entry)));
    }

    fn row(&mut self, _: &RawRow<'_, '_>) -> Fate {
        panic!("there are no rows in XML")
    }

    fn unplaced(&mut self, cell: &RawCell<'_>, why: &'static Kind) {
        let line = format!("unplaced {} {}", why.code, self.cell(cell));
        self.lines.push(line);
    }

    fn note(&mut self, note: Note<'_>) {
        let line = format!("{} {} at {}", note.kind.code(), note.text, self.at(note.at));
        self.lines.push(line);
    }

    fn finding(&mut self, finding: Finding) {
        let args: Vec<String> = finding.args.iter().map(ToString::to_string).collect();
        self.lines.push(format!("{} {}", finding.kind.code, args.join(", ")));
    }
}

/// The document opened and recognized; nothing if it is no reply.
fn recognize(document: &str, wanted: Option<EditionId>) -> Result<Option<(Reader<'_>, Recognized)>, Rejection> {
    let mut reader = Reader::new(document.as_bytes(), LIMITS).map_err(|fault| fault.rejection(&LIMITS))?;
    let recognized = verbale_xml::reply::recognize(&mut reader, schemas(), wanted)?;
    Ok(recognized.map(|recognized| (reader, recognized)))
}

fn outcome(document: &str) -> Result<(Vec<String>, Accounting), Rejection> {
    let (reader, recognized) = recognize(document, None)?.expect("a reply");
    let mut recorder = Recorder { edition: schemas().edition(recognized.edition), places: Vec::new(), lines: Vec::new() };
    let accounting = read(reader, schemas(), &recognized, &mut recorder)?;
    assert!(accounting.adds_up(), "{accounting:?}");
    Ok((recorder.lines, accounting))
}

fn reply(edition: &str, body: &str) -> String {
    let (instrument, edition) = edition.split_once('/').unwrap();
    format!("<reply xmlns='{NAMESPACE}' version='1.0' instrument='{instrument}' edition='{edition}' language='en'>\n{body}</reply>")
}

/// Checks what is given on, and how many attributes and texts were mapped and kept aside. The root's four are template.
#[track_caller]
fn check(edition: &str, body: &str, lines: &[&str], (mapped, template, unmapped): (u64, u64, u64)) {
    let (found, accounting) = outcome(&reply(edition, body)).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason));
    assert_eq!(found, lines);
    assert_eq!((accounting.mapped, accounting.template, accounting.unmapped), (mapped, template + 4, unmapped), "{accounting:?}");
}

#[track_caller]
fn answers(body: &str, lines: &[&str], sums: (u64, u64, u64)) {
    check("tip-measures/2019", &format!("<answers>{body}</answers>"), lines, sums);
}

#[track_caller]
fn victims(body: &str, lines: &[&str], sums: (u64, u64, u64)) {
    check("glotip/2018", &format!("<tables><victims>{body}</victims></tables>"), lines, sums);
}

#[test]
fn the_state_and_the_contact_details_are_items_too() {
    check(
        "tip-measures/2019",
        "<state>Togo</state><contact><contact_name>A. B.</contact_name><contact_fax/></contact>",
        &[
            "contact_state = \"Togo\" at reply/state 2:1",
            "contact_name = \"A. B.\" at contact/contact_name 2:29",
            "contact_fax = blank at contact/contact_fax 2:63",
        ],
        (2, 0, 0),
    );
    check("tip-measures/2019", "<state> </state>", &["contact_state = blank at reply/state 2:1"], (0, 0, 0));
    check("tip-measures/2019", "", &[], (0, 0, 0));
}

#[test]
fn a_text_is_given_on_as_it_stands() {
    answers(
        "<leg_nap><value> <![CDATA[a & ]]>&lt;b\r\nc&#13; </value></leg_nap>",
        &["leg_nap = \" a & <b\\nc\\r \" at leg_nap/value 2:19"],
        (1, 0, 0),
    );
    // As in the contact details, without an element for the value.
    answers("<leg_nap>yes</leg_nap>", &["leg_nap = \"yes\" at answers/leg_nap 2:10"], (1, 0, 0));
}

#[test]
fn an_empty_element_is_blank_and_one_that_is_not_there_says_nothing() {
    let blank = ["leg_nap = blank at answers/leg_nap 2:10"];
    for body in ["<leg_nap/>", "<leg_nap></leg_nap>", "<leg_nap>\n </leg_nap>", "<leg_nap><comment/></leg_nap>"] {
        answers(body, &blank, (0, 0, 0));
    }
    answers("<leg_nap><value/></leg_nap>", &["leg_nap = blank at leg_nap/value 2:19"], (0, 0, 0));
    answers("", &[], (0, 0, 0));
    // The comment is an answer of its own.
    answers(
        "<leg_nap><comment>soon</comment></leg_nap>",
        &["leg_nap_comment = \"soon\" at leg_nap/comment 2:19", "leg_nap = blank at answers/leg_nap 2:10"],
        (1, 0, 0),
    );
}

#[test]
fn each_option_and_each_further_value_is_an_entry() {
    answers(
        "<vic_training><option>police</option><option>ngos</option></vic_training>",
        &["vic_training = \"police\" at vic_training/option 2:24", "vic_training = \"ngos\" at vic_training/option 2:47"],
        (2, 0, 0),
    );
    answers(
        "<leg_nap><value>yes</value><value>no</value></leg_nap>",
        &["leg_nap = \"yes\" at leg_nap/value 2:19", "leg_nap = \"no\" at leg_nap/value 2:37"],
        (2, 0, 0),
    );
}

#[test]
fn a_status_is_an_entry_and_contradicts_a_text_beside_it() {
    answers(
        "<leg_nap><value status='not_available'/></leg_nap>",
        &["leg_nap = \"not_available\" at value/@status 2:26"],
        (1, 0, 0),
    );
    answers(
        "<leg_nap><value status='refused'>yes</value></leg_nap>",
        &["leg_nap = \"refused\" at value/@status 2:26", "S10 leg_nap, refused, yes", "leg_nap = \"yes\" at leg_nap/value 2:19"],
        (2, 0, 0),
    );
    victims(
        "<figure year='2017' status='refused'>12</figure>",
        &[
            "victims sex=_T age=_T 2017 = \"refused\" at figure/@status 2:38",
            "S10 victims, refused, 12",
            "victims sex=_T age=_T 2017 = \"12\" at victims/figure 2:18",
        ],
        (3, 0, 0),
    );
    // What is no status is never a value, and the text beside it stays one.
    let words = "not_available, not_applicable, refused, see_annex";
    victims(
        "<figure year='2017' status='1'/><figure year='2016' status='1'>12</figure><figure year='2015' status=''>12</figure>",
        &[
            &format!("C11 1, {words}"),
            "unplaced C11 \"1\" at figure/@status 2:38",
            "victims sex=_T age=_T 2017 = blank at victims/figure 2:18",
            &format!("C11 1, {words}"),
            "unplaced C11 \"1\" at figure/@status 2:70",
            "victims sex=_T age=_T 2016 = \"12\" at victims/figure 2:50",
            "victims sex=_T age=_T 2015 = \"12\" at victims/figure 2:92",
        ],
        (5, 0, 2),
    );
    answers(
        "<leg_nap><value status='yes'>no</value></leg_nap>",
        &[&format!("C11 yes, {words}"), "unplaced C11 \"yes\" at value/@status 2:26", "leg_nap = \"no\" at leg_nap/value 2:19"],
        (1, 0, 1),
    );
    answers("<leg_nap><value status=''>yes</value></leg_nap>", &["leg_nap = \"yes\" at leg_nap/value 2:19"], (1, 0, 0));
}

#[test]
fn another_language_is_kept_with_the_text_and_the_replys_own_is_nothing_new() {
    answers(
        "<leg_nap><value>yes</value><comment xml:lang='fr'>Oui</comment></leg_nap>",
        &[
            "leg_nap = \"yes\" at leg_nap/value 2:19",
            "leg_nap_comment = \"Oui\" at leg_nap/comment 2:37",
            "language fr at leg_nap/comment 2:37",
        ],
        (3, 0, 0),
    );
    answers("<leg_nap><value xml:lang='en-GB'>yes</value></leg_nap>", &["leg_nap = \"yes\" at leg_nap/value 2:19"], (1, 1, 0));
    answers(
        "<leg_nap><value xml:lang='fr'/></leg_nap>",
        &["leg_nap = blank at leg_nap/value 2:19", "S03 attribute, lang", "unplaced S03 \"fr\" at value/@lang 2:26"],
        (0, 0, 1),
    );
}

#[test]
fn an_item_that_the_edition_does_not_have_is_kept_with_all_it_holds() {
    answers(
        "<leg_nape><value status='refused'>yes</value><comment>x<b>y</b>z</comment></leg_nape>",
        &[
            "C12 leg_nape, leg_nap",
            "unplaced C12 \"<value status=\\\"refused\\\">yes</value>\" at leg_nape/value 2:20",
            "unplaced C12 \"y\" at comment/b 2:68",
            "unplaced C12 \"x\" at leg_nape/comment 2:64",
            "unplaced C12 \"z\" at leg_nape/comment 2:73",
        ],
        (0, 0, 5),
    );
    answers("<xyz/>", &["C12 xyz, "], (0, 0, 0));
}

#[test]
fn what_the_form_does_not_have_is_kept_and_told_once_a_path() {
    answers(
        "<leg_nap><val>yes</val></leg_nap><leg_nap><val>no</val></leg_nap>",
        &["S03 element, val", "unplaced S03 \"yes\" at leg_nap/val 2:24", "unplaced S03 \"no\" at leg_nap/val 2:57"],
        (0, 0, 2),
    );
    // An element of another namespace is not ours, whatever its name.
    answers(
        "<x:leg_nap xmlns:x='urn:x' a='1'>yes</x:leg_nap>",
        &["S03 element, leg_nap", "unplaced S03 \"<leg_nap a=\\\"1\\\">yes</leg_nap>\" at answers/leg_nap 2:10"],
        (0, 0, 2),
    );
    answers("note", &["S03 text in element, answers", "unplaced S03 \"note\" at reply/answers 2:10"], (0, 0, 1));
    answers(
        "<leg_nap code='7'><value x:a='1' xmlns:x='urn:x'>yes</value></leg_nap>",
        &[
            "S03 attribute, code",
            "unplaced S03 \"7\" at leg_nap/@code 2:19",
            "S03 attribute, a",
            "unplaced S03 \"1\" at value/@a 2:35",
            "leg_nap = \"yes\" at leg_nap/value 2:28",
        ],
        (1, 0, 2),
    );
    check("tip-measures/2019", "<annex>x</annex>", &["S03 element, annex", "unplaced S03 \"x\" at reply/annex 2:8"], (0, 0, 1));
}

#[test]
fn of_a_text_with_elements_in_it_nothing_is_read() {
    answers(
        "<leg_nap><value>no<b>t</b></value></leg_nap>",
        &[
            "S03 element, b",
            "unplaced S03 \"t\" at value/b 2:31",
            "S03 text in element, value",
            "unplaced S03 \"no\" at leg_nap/value 2:26",
        ],
        (0, 0, 2),
    );
    answers(
        "<leg_nap>yes<comment>x</comment></leg_nap>",
        &[
            "leg_nap_comment = \"x\" at leg_nap/comment 2:22",
            "S03 text in element, leg_nap",
            "unplaced S03 \"yes\" at answers/leg_nap 2:19",
        ],
        (1, 0, 1),
    );
}

#[test]
fn where_a_schema_is_and_how_to_treat_space_is_no_content() {
    let document = reply("tip-measures/2019", "").replace(
        " language",
        " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a b' xml:space='preserve' xml:lang='en' language",
    );
    let (lines, accounting) = outcome(&document).unwrap();
    assert!(lines.is_empty(), "{lines:?}");
    assert_eq!((accounting.cells, accounting.template), (7, 7));
}

#[test]
fn a_figure_has_its_codes_and_the_total_where_it_says_nothing() {
    victims(
        "<figure sex='F' age='Y0T17' year='2017'>12</figure>",
        &["looks up F", "looks up Y0T17", "victims sex=F age=Y0T17 2017 = \"12\" at victims/figure 2:18"],
        (4, 0, 0),
    );
    victims(
        "<figure year='2017'>12</figure><figure year='2016'/>",
        &[
            "victims sex=_T age=_T 2017 = \"12\" at victims/figure 2:18",
            "victims sex=_T age=_T 2016 = blank at victims/figure 2:49",
        ],
        (3, 0, 0),
    );
    victims(
        "<figure year='٢٠١٧' status='refused'/><comment>x</comment>",
        &["victims sex=_T age=_T 2017 = \"refused\" at figure/@status 2:38", "victims_comment = \"x\" at victims/comment 2:56"],
        (3, 0, 0),
    );
    // The total of a dimension that the item does not have says nothing; each word is looked up once a table.
    victims(
        "<figure exploitation='_T' year='2017'>1</figure><figure exploitation='_T' year='2016'>2</figure>",
        &[
            "looks up _T",
            "victims sex=_T age=_T 2017 = \"1\" at victims/figure 2:18",
            "victims sex=_T age=_T 2016 = \"2\" at victims/figure 2:66",
        ],
        (6, 0, 0),
    );
}

#[test]
fn a_figure_of_which_anything_is_not_understood_is_kept_whole() {
    victims(
        "<figure sex='X' year='2017'>12</figure>",
        &["looks up X", "unplaced C10 \"<figure sex=\\\"X\\\" year=\\\"2017\\\">12</figure>\" at victims/figure 2:18"],
        (0, 0, 3),
    );
    victims(
        "<figure gender='F' year='2017'>12</figure>",
        &[
            "S03 attribute, gender",
            "unplaced S03 \"<figure gender=\\\"F\\\" year=\\\"2017\\\">12</figure>\" at victims/figure 2:18",
        ],
        (0, 0, 3),
    );
    victims(
        "<figure exploitation='SX' year='2017'>12</figure>",
        &[
            "looks up SX",
            "C10 exploitation, SX, ",
            "unplaced C10 \"<figure exploitation=\\\"SX\\\" year=\\\"2017\\\">12</figure>\" at victims/figure 2:18",
        ],
        (0, 0, 3),
    );
    victims(
        "<figure sex='' year='2017' status='refused'/>",
        &["C15 sex", "unplaced C15 \"<figure sex=\\\"\\\" year=\\\"2017\\\" status=\\\"refused\\\"/>\" at victims/figure 2:18"],
        (0, 0, 2),
    );
    // The code may be written with a prefix.
    for (space, attribute) in [("urn:verbale:reply:1", "q:sex='F'"), ("urn:x", "q:sex='F'"), ("urn:x", "xml:lang='fr'")] {
        let figure = format!("<figure xmlns:q='{space}' {attribute} year='2017'>12</figure>");
        let (lines, accounting) = outcome(&reply("glotip/2018", &format!("<tables><victims>{figure}</victims></tables>"))).unwrap();
        assert!(lines[0].starts_with("S03 attribute, ") && lines[1].starts_with("unplaced S03 \"<figure "), "{lines:#?}");
        assert_eq!((lines.len(), accounting.unmapped), (2, 3), "{lines:#?}");
    }
    victims(
        "<figure year='0000'>12</figure>",
        &["C10 year, 0000, ", "unplaced C10 \"<figure year=\\\"0000\\\">12</figure>\" at victims/figure 2:18"],
        (0, 0, 2),
    );
    victims("<figure/><figure sex=''> </figure>", &[], (0, 0, 0));
    victims("<figure>12</figure>", &["C15 year", "unplaced C15 \"12\" at victims/figure 2:18"], (0, 0, 1));
    victims(
        "<figure year='17'>12</figure>",
        &["C10 year, 17, ", "unplaced C10 \"<figure year=\\\"17\\\">12</figure>\" at victims/figure 2:18"],
        (0, 0, 2),
    );
    victims(
        "<figure year='2017'>1<b/>2</figure>",
        &[
            "S03 element, b",
            "S03 text in element, figure",
            "unplaced S03 \"1\" at victims/figure 2:38",
            "unplaced S03 \"2\" at victims/figure 2:43",
            "unplaced S03 \"<figure year=\\\"2017\\\"/>\" at victims/figure 2:18",
        ],
        (0, 0, 3),
    );
}

#[test]
fn a_dimension_without_a_total_must_be_said() {
    check(
        "glotip/2018",
        "<tables><victims_citizenship><figure year='2017'>3</figure></victims_citizenship></tables>",
        &["C15 citizenship", "unplaced C15 \"<figure year=\\\"2017\\\">3</figure>\" at victims_citizenship/figure 2:30"],
        (0, 0, 2),
    );
}

#[test]
fn a_value_outside_its_table_is_no_total() {
    for (body, at) in
        [("<victims>12</victims>", "answers/victims 2:19"), ("<victims><value>12</value></victims>", "victims/value 2:19")]
    {
        let body = format!("<answers>{body}</answers>");
        check("glotip/2018", &body, &["C15 year", &format!("unplaced C15 \"12\" at {at}")], (0, 0, 1));
    }
    // The element of a table says nothing by being empty.
    check("glotip/2018", "<answers><victims/></answers><tables><victims/></tables>", &[], (0, 0, 0));
    // And an item without a table has no place among tables.
    check(
        "glotip/2018",
        "<tables><coverage>x</coverage></tables>",
        &["S03 element, coverage", "unplaced S03 \"x\" at tables/coverage 2:19"],
        (0, 0, 1),
    );
}

#[test]
fn paths_are_bounded_and_lines_exact_beyond() {
    let body: String = (0..5_000).map(|number| format!("<n{number}>x</n{number}>\n")).collect();
    let document = reply("tip-measures/2019", &format!("{body}<answers><leg_nap>yes</leg_nap></answers>"));
    let (reader, recognized) = recognize(&document, None).unwrap().unwrap();
    let mut recorder = Recorder { edition: schemas().edition(recognized.edition), places: Vec::new(), lines: Vec::new() };
    let accounting = read(reader, schemas(), &recognized, &mut recorder).unwrap();
    assert_eq!((accounting.unmapped, accounting.mapped), (5_000, 1));
    assert!(recorder.places.len() <= 4_001, "{}", recorder.places.len());
    assert_eq!(recorder.lines.last().unwrap(), "leg_nap = \"yes\" at reply/… 5002:10");
}

/// The rejection in one line.
fn refusal(document: &str) -> String {
    let rejection = match recognize(document, None) {
        Ok(Some(_)) => outcome(document).expect_err("it is refused"),
        Ok(None) => return "not a reply".to_owned(),
        Err(rejection) => rejection,
    };
    let args: Vec<String> = rejection.reason.args.iter().map(ToString::to_string).collect();
    format!("{} {}!{} {}", rejection.reason.kind.code, rejection.places[0], rejection.reason.at.cell(), args.join(", "))
}

#[test]
fn the_root_element_must_say_what_the_document_is() {
    let good = reply("tip-measures/2019", "");
    let root = |from: &str, to: &str| refusal(&good.replace(from, to));
    assert_eq!(root("'1.0'", "'2.0'"), "S05 /reply!1:1 version `2.0` of the form is not known; known is 1.0");
    assert_eq!(root(" version='1.0'", ""), "S05 /reply!1:1 it does not say its version; known is 1.0");
    assert_eq!(root("'en'", "'de'"), "S05 /reply!1:1 its language `de` is none of en fr es ru ar zh");
    assert_eq!(root(" language='en'", ""), "S05 /reply!1:1 it does not say its language, one of en fr es ru ar zh");
    assert_eq!(root("2019", "2020"), "S04 /reply!1:1 it is a reply to `tip-measures/2020`; the nearest known is tip-measures/2019");
    assert_eq!(root("edition='2019'", "edition=' '"), "S04 /reply!1:1 its root element does not say instrument and edition");
    assert_eq!(refusal(&reply("glotip-public/2023", "")), "S04 /reply!1:1 glotip-public/2023 has no form that can be sent as XML");
    assert_eq!(
        root("reply:1", "reply:9"),
        "S05 /!1:1 its root element is `reply` of the namespace `urn:verbale:reply:9`; a reply begins with `reply` of the namespace `urn:verbale:reply:1`"
    );
    assert!(root(" xmlns='urn:verbale:reply:1'", "").starts_with("S05 /!1:1 its root element `reply` has no namespace; "));
    assert_eq!(refusal("<feed xmlns='http://www.w3.org/2005/Atom'/>"), "not a reply");
}

#[test]
fn a_wanted_edition_stands_in_for_one_that_is_not_known_and_never_for_another() {
    let wanted = schemas().edition_at("tip-measures/2019").map(|edition| edition.id);
    let recognized = |edition: &str| Ok::<_, Rejection>(recognize(&reply(edition, ""), wanted)?.expect("a reply").1);
    for edition in ["tip-measures/2019", "tip-measures/19", " / "] {
        let recognized = recognized(edition).unwrap();
        assert_eq!((Some(recognized.edition), recognized.language), (wanted, Language::En), "{edition}");
    }
    let rejection = recognized("glotip/2018").unwrap_err();
    assert_eq!(
        (rejection.reason.kind.code, rejection.reason.args[0].to_string().as_str()),
        ("S04", "it is a reply to glotip/2018, not to tip-measures/2019")
    );
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_is() {
    let good = reply("tip-measures/2019", "<answers><leg_nap>yes</leg_nap></answers>");
    let with = |from: &str, to: &str| refusal(&good.replace(from, to));
    assert_eq!(with("</answers>", ""), "S05 /reply/answers!2:32 an end tag does not match the open element");
    assert_eq!(with("</answers></reply>", ""), "S05 /reply/answers!2:32 the document ends before its root element is closed");
    assert_eq!(with("</reply>", "</reply><reply/>"), "S05 /!2:50 a second root element");
    assert_eq!(with("<leg_nap>", "<v:leg_nap>"), "S05 /reply/answers/v:leg_nap!2:10 the prefix of a name is not declared");
    assert_eq!(with("yes", "&yes;"), "S05 /reply/answers/leg_nap!2:19 a reference to an entity that is not defined");
    assert_eq!(with("<reply", "<!DOCTYPE reply><reply"), "S05 /!1:1 a DOCTYPE is not accepted");
    let deep = "<a>".repeat(80);
    assert_eq!(
        with("yes", &deep),
        "F05 /reply/answers/leg_nap".to_owned() + &"/a".repeat(61) + "!2:202 open elements in an XML document, 64"
    );
}
