//! Faults of statistical messages.

use super::{Fault, Given};
use crate::seeded::clean::messages::{AREA, PART, PERIOD, POWER, STATUS, UNIT, VALUE};
use crate::seeded::clean::{Dice, Message};

/// Changes one observation.
fn observed(dice: &mut Dice, change: impl FnOnce(&mut [(&'static str, String)], &mut Dice)) -> Vec<Given> {
    let mut message = Message::clean(dice);
    let place = dice.place(message.rows.len());
    change(&mut message.rows[place], dice);
    vec![Given::message(&message)]
}

/// Changes the text of a message, which must have what is changed.
fn rewritten(name: &str, text: &str, from: &str, to: &str) -> Given {
    assert!(text.contains(from), "`{from}` stands in no message");
    Given::new(name, text.replacen(from, to, 1))
}

/// An action that no message may ask for.
fn refused(dice: &mut Dice) -> Vec<Given> {
    let message = Message::clean(dice);
    if message.ending() == "csv" {
        let code = *dice.pick(&["D", "X", "Z"]);
        let text =
            message.text().replace("datastructure,IAEG-SDGs:SDG(1.24),R,", &format!("datastructure,IAEG-SDGs:SDG(1.24),{code},"));
        return vec![Given::new("message.csv", text)];
    }
    let action = *dice.pick(&["Delete", "Empty", "Remove"]);
    vec![rewritten("message.xml", &message.text(), "action=\"Replace\"", &format!("action=\"{action}\""))]
}

/// Two messages of one State, each with half of the observations, which say that they add to what there is.
pub(crate) fn added(dice: &mut Dice) -> [Given; 2] {
    let mut message = Message::in_xml(dice);
    let rest = message.rows.split_off(6);
    let adds = |message: &Message, action: &str| {
        rewritten("message.xml", &message.text(), "action=\"Replace\"", &format!("action=\"{action}\""))
    };
    let action = *dice.pick(&["Append", "Merge"]);
    let first = adds(&message, action);
    message.rows = rest;
    [first, adds(&message, action)]
}

pub(crate) const FAULTS: &[Fault] = &[
    ("C16", |dice| observed(dice, |row, dice| row[PART].1 = (*dice.pick(&["U", "R", "URBAN"])).to_owned())),
    ("C17", |dice| observed(dice, |row, dice| row[UNIT].1 = (*dice.pick(&["PER_100000_POP", "PERCENT", "USD"])).to_owned())),
    ("C18", |dice| observed(dice, |row, dice| row[AREA].1 = (*dice.pick(&["1", "150", "2", "19", "419"])).to_owned())),
    ("C19", |dice| observed(dice, |row, _| row[AREA].1 = "EUU".to_owned())),
    ("C20", |dice| {
        let text = Message::in_generic(dice).text();
        let other = *dice.pick(&["LOW", "HIGH", "PREVIOUS"]);
        vec![rewritten("message.xml", &text, "<d:ObsValue value", &format!("<d:ObsValue id=\"{other}\" value"))]
    }),
    ("N08", |dice| {
        observed(dice, |row, dice| {
            row[STATUS].1 = (*dice.pick(&["O", "M", "L"])).to_owned();
            row[VALUE].1 = dice.number(1, 900).to_string();
        })
    }),
    ("N09", |dice| {
        observed(dice, |row, dice| {
            row[VALUE].1 = (*dice.pick(&["<5", "<10"])).to_owned();
            row[POWER].1 = (*dice.pick(&["2", "3", "6"])).to_owned();
        })
    }),
    ("N10", |dice| {
        observed(dice, |row, dice| {
            let part = *dice.pick(&["-Q1", "-06", "-S2"]);
            row[PERIOD].1.push_str(part);
        })
    }),
    ("S17", refused),
    ("S18", |dice| {
        let message = Message::in_xml(dice);
        vec![rewritten("message.xml", &message.text(), "<m:Test>false</m:Test>", "<m:Test>true</m:Test>")]
    }),
    ("S19", |dice| {
        let message = Message::with_series(dice);
        let (name, other) = *dice.pick(&[("UNIT_MULT", "3"), ("UNIT_MULT", "6"), ("NATURE", "E"), ("UNIT_MEASURE", "PERCENT")]);
        let level = *dice.pick(&["<Series", "<m:DataSet d:structureRef=\"S\""]);
        vec![rewritten("message.xml", &message.text(), level, &format!("{level} {name}=\"{other}\""))]
    }),
    ("S20", |dice| {
        let message = Message::with_series(dice);
        let key = |sex: &str| format!("<Series FREQ=\"A\" SERIES=\"VC_HTF_DETV\" REF_AREA=\"XAA\" SEX=\"{sex}\" AGE=\"_T\"/>");
        let sex = *dice.pick(&["_T", "F", "M", "_U"]);
        let empty = key(sex);
        vec![rewritten("message.xml", &message.text(), "</m:DataSet>", &format!("{empty}</m:DataSet>"))]
    }),
    ("S22", |dice| {
        let text = Message::in_xml(dice).text();
        let until = format!("20{}-01-01", dice.number(30, 90));
        let header = "</m:Structure></m:Header>";
        let embargo = format!("</m:Structure><m:EmbargoDate>{until}</m:EmbargoDate></m:Header>");
        vec![rewritten("message.xml", &text, header, &embargo)]
    }),
    ("S23", |dice| {
        let text = Message::in_xml(dice).text();
        let version = if text.contains("/v3_0/") { "v3_0" } else { "v2_1" };
        let (code, severity) = (dice.number(400, 600), *dice.pick(&["Warning", "Error", "Information"]));
        let footer = format!(
            "</m:DataSet><f:Footer xmlns:f=\"http://www.sdmx.org/resources/sdmxml/schemas/{version}/message/footer\">\
             <f:Message code=\"{code}\" severity=\"{severity}\"><c:Text>The response is not whole</c:Text></f:Message></f:Footer>"
        );
        vec![rewritten("message.xml", &text, "</m:DataSet>", &footer)]
    }),
    ("S24", |dice| {
        let text = Message::with_series(dice).text();
        let mark = *dice.pick(&["C", "N", "D", "S"]);
        vec![rewritten("message.xml", &text, "<Obs ", &format!("<Obs CONF_STATUS=\"{mark}\" "))]
    }),
];
