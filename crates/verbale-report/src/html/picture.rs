//! A picture of a sheet as a table.

use super::write::{Page, class, escaped};
use crate::picture::{Picture, PictureCell, Shows};
use verbale_model::Wording;
use verbale_model::wording::{Direction, UiWord};

impl Picture {
    /// True if a cell is marked in the picture.
    pub(super) fn shows(&self, reference: &str) -> bool {
        let cells = self.rows.iter().flatten().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.mark.is_some()).any(|cell| cell.reference == reference)
    }
}

pub(super) fn figure(page: &mut Page, picture: &Picture, id: &str, direction: Direction, wording: Wording<'_>) {
    page.raw("<figure class=\"picture\">\n<figcaption>");
    if !picture.sheet.is_empty() {
        page.text(&wording.ui_with(UiWord::Picture, &[("sheet", &picture.sheet)]));
    }
    if picture.left_out > 0 {
        page.raw(" ");
        page.text(&wording.ui_count(UiWord::PictureMore, picture.left_out));
    }
    page.raw(&format!("</figcaption>\n<div class=\"wide\"><table dir=\"{}\"><thead><tr><td></td>", direction.code()));
    for column in &picture.columns {
        match column {
            Some(letters) => page.element("th scope=\"col\"", letters),
            None => page.raw("<td class=\"gap\">⋯</td>"),
        }
    }
    page.raw("</tr></thead><tbody>\n");
    for row in &picture.rows {
        let Some(row) = row else {
            page.raw(&format!("<tr class=\"gap\"><td colspan=\"{}\">⋮</td></tr>\n", picture.columns.len() + 1));
            continue;
        };
        page.raw("<tr>");
        page.element("th scope=\"row\"", &row.number.to_string());
        for (cell, column) in row.cells.iter().zip(&picture.columns) {
            match column {
                Some(_) => one(page, cell, id, wording),
                None => page.raw("<td class=\"gap\"></td>"),
            }
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody></table></div>\n</figure>\n");
}

fn one(page: &mut Page, cell: &PictureCell, id: &str, wording: Wording<'_>) {
    let shows = match &cell.shows {
        Shows::Nothing => "",
        Shows::Label(_) => "label",
        Shows::Value(_) => "value",
        Shows::Hidden => "filled",
    };
    match &cell.mark {
        Some((severity, rules)) => {
            let reference = escaped(&cell.reference);
            let title = escaped(&rules.join(" ")).into_owned();
            page.raw(&format!(
                "<td id=\"{id}-{reference}\" class=\"{shows} mark {}\" title=\"{reference}: {title}\">",
                class(*severity)
            ));
        }
        None => page.raw(&format!("<td class=\"{shows}\">")),
    }
    match &cell.shows {
        Shows::Nothing => {}
        Shows::Label(text) | Shows::Value(text) => page.isolated(text),
        Shows::Hidden => page.element("span class=\"hidden\"", &wording.ui(UiWord::Hidden)),
    }
    if let Some((_, rules)) = &cell.mark {
        page.element("small class=\"rules\" dir=\"ltr\"", &rules.join(" "));
    }
    page.raw("</td>");
}
