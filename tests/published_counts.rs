//! What the rules find in the published dataset, against queries over the database that know nothing of the rules.
//!
//! A figure printed `<5` is anything from 0 to 4, so a query asks whether the parts can meet the total at all. How often that
//! happens among exact figures alone was counted before by others; where such a count differs from one here, the test says why.

use crate::glotip::imported;
use crate::support::{Workdir, corpus};
use std::collections::BTreeMap;

/// Bounds of each figure; of a figure that is printed more than once, from the least of them to their sum.
const BOUNDS: &str = "WITH b AS (
    SELECT area, item, year, sex, age, exploitation AS form, citizenship, counterpart,
           min(low) AS low, sum(high) AS high, sum(status = 'censored') = 0 AND count(*) = 1 AS exact
    FROM current_answer WHERE low IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8),
  t AS (SELECT * FROM b WHERE sex = '_T' AND age = '_T' AND form IS NULL AND citizenship IS NULL AND counterpart IS NULL)";

/// Sums by sex or by age; persons of whom neither is known stand once, in both.
fn sums(one: &str, other: &str, must: &str) -> String {
    format!(
        "{BOUNDS}, p AS (
            SELECT *, row_number() OVER (PARTITION BY area, item, year, {one} ORDER BY {other} = '_U') AS choice
            FROM b WHERE {one} <> '_T' AND ({other} = '_T' OR {other} = '_U' AND {one} IN ('_U', '_O'))
              AND form IS NULL AND citizenship IS NULL AND counterpart IS NULL),
          s AS (SELECT area, item, year, sum(low) AS low, sum(high) AS high, sum({one} IN ({must})) = 2 AS complete,
                       min(exact) AS exact FROM p WHERE choice = 1 GROUP BY 1, 2, 3)
        SELECT item, sum(s.low > t.high), sum(s.high < t.low AND s.complete),
               sum(s.low > t.high AND s.exact AND t.exact), sum(s.high < t.low AND s.complete AND s.exact AND t.exact),
               sum(s.low = t.low AND s.exact AND t.exact)
        FROM t JOIN s USING (area, item, year) GROUP BY 1"
    )
}

/// Findings of a rule by item, from the series at the end of the message.
fn found(dir: &Workdir, rule: &str) -> BTreeMap<String, u64> {
    let rows = dir.query(&format!("SELECT message FROM findings WHERE rule = '{rule}'"));
    let mut items = BTreeMap::new();
    for row in rows {
        let series = row[0].rsplit_once('(').map(|(_, series)| series).unwrap();
        *items.entry(series.split([' ', ')']).next().unwrap().to_owned()).or_default() += 1;
    }
    let all = dir.query(&format!("SELECT count FROM finding_count WHERE rule = '{rule}'"));
    assert_eq!(items.values().sum::<u64>().to_string(), all[0][0], "all findings of {rule} are kept");
    items
}

/// One column of a query by item, without zeros.
fn column(rows: &[Vec<String>], column: usize) -> BTreeMap<String, u64> {
    rows.iter().map(|row| (row[0].clone(), row[column].parse().unwrap())).filter(|(_, count)| *count > 0).collect()
}

#[test]
fn sums_by_sex_and_age() {
    let Some(dir) = imported() else { return };
    for (sql, over, under, victims) in [
        // 465, 121 and 32 were counted before; the test on persons of unknown sex says what became of each. With intervals, 26 more
        // exceed the total.
        (sums("sex", "age", "'F', 'M'"), "A01", "A02", [69, 137, 43, 99, 465]),
        // The same of 605, 91 and 34.
        (sums("age", "sex", "'Y0T17', 'Y_GE18'"), "A03a", "A03b", [52, 96, 46, 66, 569]),
    ] {
        let rows = dir.query(&sql);
        assert_eq!(found(dir, over), column(&rows, 1), "{over}");
        assert_eq!(found(dir, under), column(&rows, 2), "{under}");
        let of: Vec<u64> = (1..=5).map(|index| column(&rows, index).get("victims").copied().unwrap_or(0)).collect();
        assert_eq!(of, victims, "{over}: over, under, exact over, exact under, exact equal");
    }
}

/// Victims with an exact total, by what the exact parts by sex come to without the persons of unknown sex and with them, and by
/// whether females and males are both given.
fn unknown_sex(dir: &Workdir) -> BTreeMap<(String, String, bool), u64> {
    let total = "item = 'victims' AND form IS NULL AND citizenship IS NULL AND counterpart IS NULL";
    let against = |sum: &str| format!("CASE WHEN {sum} = t.low THEN 'equal' WHEN {sum} < t.low THEN 'short' ELSE 'over' END");
    let sql = format!(
        "{BOUNDS}, w AS (SELECT area, year, sum(low) AS sum, min(exact) AS exact, sum(sex IN ('F', 'M')) = 2 AS complete
            FROM b WHERE sex <> '_T' AND age = '_T' AND {total} GROUP BY 1, 2),
          u AS (SELECT area, year, low, exact FROM b WHERE sex = '_U' AND age = '_U' AND {total})
         SELECT CASE WHEN w.sum IS NULL THEN 'none' ELSE {} END,
                CASE WHEN u.low IS NULL THEN 'not given' WHEN NOT u.exact THEN 'censored' ELSE {} END,
                coalesce(w.complete, 0), count(*)
         FROM t LEFT JOIN w USING (area, year) LEFT JOIN u USING (area, year)
         WHERE t.item = 'victims' AND t.exact AND coalesce(w.exact, 1) GROUP BY 1, 2, 3",
        against("w.sum"),
        against("coalesce(w.sum, 0) + u.low")
    );
    dir.query(&sql).into_iter().map(|row| ((row[0].clone(), row[1].clone(), row[2] == "1"), row[3].parse().unwrap())).collect()
}

/// 121 sums by sex that fall short were counted before, and 99 are found here.
///
/// In the file 116 sums of females, males and persons of another sex fall short, where females and males are both given and no part
/// is censored; the persons of unknown sex, who have a row of their own, are left out. Two more have one sex alone, and two the
/// unknown alone; for these four nothing says that a part is missing, and the rule is silent. One of the 121 is found by no reading
/// of the file.
///
/// Of the 116, four are Bolivia's of 2017 to 2020, which prints women and girls as two rows of females, and men and boys as two of
/// males, and does not add them up (K07b): a count of rows takes one for the whole; added up, with the persons of unknown sex, they
/// meet the total. The persons of unknown sex are persons: with them 4 of the other 112 meet the total, 6 exceed it, and of 3 their
/// number is censored, so that the sum is an interval. 99 are left. They also turn 5 sums that met the total into an excess:
/// 32 + 6 + 5 = 43.
#[test]
fn the_persons_of_unknown_sex_are_why_fewer_sums_fall_short() {
    let Some(dir) = imported() else { return };
    let found = unknown_sex(dir);
    let of =
        |without: &str, with: &str, complete| found.get(&(without.to_owned(), with.to_owned(), complete)).copied().unwrap_or(0);
    let all = |without: &str| {
        found.iter().filter(|((of, _, complete), _)| of == without && *complete).map(|(_, count)| count).sum::<u64>()
    };
    assert_eq!((all("short"), all("over")), (112, 32));
    let short = ["not given", "short", "equal", "over", "censored"].map(|with| of("short", with, true));
    assert_eq!(short, [96, 3, 4, 6, 3]);
    assert_eq!((of("short", "not given", false), of("none", "short", false)), (2, 2));
    // What stands in `sums_by_sex_and_age`.
    assert_eq!(short[0] + short[1], 99);
    assert_eq!(all("over") + of("short", "over", true) + of("equal", "over", true), 43);
    let equal = |complete| of("equal", "not given", complete);
    assert_eq!(equal(true) + equal(false) + of("short", "equal", true), 465);
    let not_added_up = "WITH a AS (SELECT year, sex, age, number FROM current_answer WHERE area = 'BOL' AND item = 'victims'),
          s AS (SELECT year, sum(number) AS sum, count(*) AS rows FROM a WHERE sex IN ('F', 'M') AND age = '_T' OR sex = '_U' GROUP BY 1)
        SELECT s.year, s.rows, s.sum = a.number FROM a JOIN s USING (year) WHERE a.sex = '_T' AND a.age = '_T' AND s.rows > 3";
    let bolivia = dir.query(not_added_up);
    assert_eq!(bolivia, ["2017", "2018", "2019", "2020"].map(|year| [year, "5", "1"]));
}

#[test]
fn without_the_unknown_persons_32_sums_by_sex_and_34_by_age_exceed_the_total() {
    let Some(dir) = imported() else { return };
    for (one, other, exceed) in [("sex", "age", "32"), ("age", "sex", "34")] {
        let sql = format!(
            "{BOUNDS}, s AS (SELECT area, year, sum(low) AS low, min(exact) AS exact FROM b
                WHERE item = 'victims' AND {one} <> '_T' AND {other} = '_T' GROUP BY 1, 2)
             SELECT sum(s.low > t.high AND s.exact AND t.exact) FROM t JOIN s USING (area, year) WHERE t.item = 'victims'"
        );
        assert_eq!(dir.value(&sql), exceed);
    }
}

#[test]
fn sums_by_form_of_exploitation() {
    let Some(dir) = imported() else { return };
    let sql = format!(
        "{BOUNDS}, s AS (SELECT area, replace(item, '_form', '') AS item, year, sum(low) AS low, sum(high) AS high, count(*) = 3 AS complete
            FROM b WHERE form IN ('SX', 'FL', 'OT') AND sex = '_T' AND age = '_T' GROUP BY 1, 2, 3)
         SELECT item, sum(s.low > t.high), sum(s.high < t.low AND s.complete) FROM t JOIN s USING (area, item, year) GROUP BY 1"
    );
    let rows = dir.query(&sql);
    let (over, under) = (column(&rows, 1), column(&rows, 2));
    // Sub-forms that were not summed are taken from the least of them to their sum, so fewer differ than in a count of rows.
    assert_eq!(found(dir, "A05"), BTreeMap::from([("victims".to_owned(), over["victims"] + under["victims"])]));
    assert_eq!(found(dir, "A06"), BTreeMap::from([("convicted".to_owned(), over["convicted"])]));
    assert_eq!((over["victims"], under["victims"], over["convicted"]), (130, 251, 296));
}

#[test]
fn sums_by_citizenship() {
    let Some(dir) = imported() else { return };
    let sql = format!(
        "{BOUNDS}, p AS (SELECT area, replace(item, '_citizenship', '') AS item, item AS of, year, low, high FROM b
            WHERE citizenship IS NOT NULL AND sex = '_T' AND age = '_T'),
          s AS (SELECT area, item, year, sum(low) AS low, sum(high) AS high, max(low) AS most FROM p GROUP BY 1, 2, 3)
         SELECT s.item, sum(s.most <= t.high AND (s.low > t.high OR s.high < t.low)) FROM t JOIN s USING (area, item, year) GROUP BY 1"
    );
    assert_eq!(found(dir, "A07b"), column(&dir.query(&sql), 1));
    let sql = format!(
        "{BOUNDS} SELECT b.item, count(*) FROM b JOIN t ON t.area = b.area AND t.year = b.year AND t.item || '_citizenship' = b.item
         WHERE b.citizenship IS NOT NULL AND b.sex = '_T' AND b.age = '_T' AND b.low > t.high GROUP BY 1"
    );
    assert_eq!(found(dir, "A07a"), column(&dir.query(&sql), 1));
}

#[test]
fn stages_of_proceedings() {
    let Some(dir) = imported() else { return };
    let count = |rule: &str| dir.value(&format!("SELECT count FROM finding_count WHERE rule = '{rule}'"));
    for (rule, later, earlier, exact) in [("X01", "convicted", "prosecuted", "103"), ("X02", "prosecuted", "formal_contact", "123")]
    {
        let sql = format!(
            "{BOUNDS} SELECT sum(l.low > e.high), sum(l.low > e.high AND l.exact AND e.exact)
             FROM t AS l JOIN t AS e USING (area, year) WHERE l.item = '{later}' AND e.item = '{earlier}'"
        );
        let rows = dir.query(&sql);
        assert_eq!(rows[0], [count(rule), exact.to_owned()], "{rule}: with intervals, and among exact figures");
    }
    let sql = format!(
        "{BOUNDS} SELECT count(*) FROM t AS v JOIN t AS o USING (area, year)
         WHERE v.item = 'victims' AND o.item = 'offences' AND v.low > 0 AND o.high = 0"
    );
    // The dataset prints no zero.
    assert_eq!((dir.value(&sql), dir.query("SELECT count FROM finding_count WHERE rule = 'X03'").len()), ("0".to_owned(), 0));
}

#[test]
fn years_against_the_year_before() {
    let Some(dir) = imported() else { return };
    let sql = format!(
        "{BOUNDS}, y AS (SELECT now.item AS item, now.low AS low, now.high AS high, last.low AS last_low, last.high AS last_high,
                now.exact AND last.exact AS exact
            FROM t AS now JOIN t AS last ON last.area = now.area AND last.item = now.item AND last.year = now.year - 1),
          c AS (SELECT *, low >= 10 AND low >= 3 * last_high OR last_low >= 10 AND last_low >= 3 * high AS by3,
                low >= 10 AND low >= 2 * last_high OR last_low >= 10 AND last_low >= 2 * high AS by2 FROM y)
         SELECT item, sum(by3), sum(by2 AND NOT by3), sum(exact AND low > 3 * last_low), sum(exact AND last_low > 3 * low),
                sum(exact AND low >= 2 * last_low), sum(exact AND last_low >= 2 * low),
                sum(exact AND low < 2 * last_low AND last_low < 2 * low) FROM c GROUP BY 1"
    );
    let rows = dir.query(&sql);
    assert_eq!(found(dir, "T01"), column(&rows, 1));
    assert_eq!(found(dir, "T02"), column(&rows, 2));
    let victims: Vec<u64> = (3..=7).map(|index| column(&rows, index)["victims"]).collect();
    // 67 above ×3 and 54 below ⅓, whatever the figure. 799 within ÷2 and ×2 were counted with the 6 that doubled and the 6 that
    // halved exactly.
    assert_eq!(victims, [67, 54, 138, 118, 787]);
}

#[test]
fn the_same_figure_in_all_years() {
    let Some(dir) = imported() else { return };
    let sql = format!(
        "{BOUNDS} SELECT count(*) FROM (SELECT 1 FROM t GROUP BY area, item
            HAVING count(*) >= 3 AND min(low) >= 5 AND min(low) = max(low) AND min(low = high) = 1 AND max(high) = max(low))"
    );
    let found = dir.query("SELECT count FROM finding_count WHERE rule = 'T05'");
    assert_eq!(dir.value(&sql), found.first().map_or("0", |row| row[0].as_str()));
}

#[test]
fn dirty_citizenships_are_those_of_the_vocabulary() {
    let (Some(dir), Some(vocabulary)) = (imported(), corpus("domain/dirty_citizenship_vocab.tsv")) else { return };
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for line in std::fs::read_to_string(vocabulary).unwrap().lines().skip(1) {
        let [_, label, rows] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        *counted.entry(label.to_owned()).or_default() += rows.parse::<u64>().unwrap();
    }
    // Rows without a category are counted by a rule of their own.
    assert_eq!(counted.remove(""), Some(75));
    let read = dir.query("SELECT raw, rows, how FROM label_readings WHERE \"column\" = 'category'");
    let mut how: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &read {
        let Some(rows) = counted.remove(&row[0]) else { continue };
        assert_eq!(row[1], rows.to_string(), "rows of one label");
        *how.entry(&row[2]).or_default() += row[1].parse::<u64>().unwrap();
    }
    assert!(counted.is_empty(), "labels that were not read: {}", counted.len());
    println!("labels of citizenships by how they were read, in rows: {how:?}");
    let unplaced: u64 = ["C01", "C05", "S06", "S07"].iter().map(|code| how[code]).sum();
    assert_eq!((unplaced, how["C01"], how["C05"], how["S06"], how["S07"], how["repaired"]), (45, 14, 17, 6, 8, 171));
    for (rule, code) in [("C01", "C01"), ("C05", "C05"), ("S06", "S06"), ("S07", "S07"), ("C14", "designation")] {
        assert_eq!(dir.value(&format!("SELECT count FROM finding_count WHERE rule = '{rule}'")), how[code].to_string(), "{rule}");
    }
}
