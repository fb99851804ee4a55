//! Headings of SDMX-CSV: the id of a component, and what can stand beside it.

use verbale_model::Edition;
use verbale_model::labels::LabelKey;
use verbale_model::layout::RecordsLayout;

/// What a heading of SDMX-CSV says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component<'t> {
    /// The id: `SEX` of `SEX: Sex`, `SOURCE` of `SOURCE[en;fr]`.
    pub(crate) id: &'t str,
    /// True if cells have a label behind the code: `F: Female`.
    pub(crate) labelled: bool,
}

/// Takes a heading apart.
pub(crate) fn component(heading: &str) -> Component<'_> {
    let heading = heading.trim();
    let (id, labelled) = match heading.split_once(": ") {
        Some((id, _)) => (id, true),
        None => (heading, false),
    };
    let id = id.split_once('[').map_or(id, |(id, _)| id);
    Component { id, labelled }
}

/// The column that a heading is for: ids are compared as they stand, since `Sex` is the name of `SEX`.
pub(crate) fn column(edition: &Edition, layout: &RecordsLayout, heading: &str) -> Option<usize> {
    let id = component(heading).id;
    layout.columns.iter().position(|column| is_printed(edition, column.key, id))
}

fn is_printed(edition: &Edition, key: LabelKey, id: &str) -> bool {
    edition.labels.list.iter().any(|label| label.key == key && label.text == id)
}

/// The code of a cell that has a label behind it.
pub(crate) fn code(text: &str) -> &str {
    text.split_once(": ").map_or(text, |(code, _)| code)
}

/// The heading by which a file says that behind each component stands a column with names.
pub(crate) const NAMES: &str = "STRUCTURE_NAME";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_the_id_of_a_component() {
        let check = |heading, id, labelled| assert_eq!(component(heading), Component { id, labelled }, "{heading}");
        check("SEX", "SEX", false);
        check("SEX: Sex of the person", "SEX", true);
        check("SOURCE[]", "SOURCE", false);
        check("STRUCTURE[;]", "STRUCTURE", false);
        check("TITLE[en;fr]: Title", "TITLE", true);
        assert_eq!((code("F: Female"), code("F"), code("2020: 2020")), ("F", "F", "2020"));
    }
}
