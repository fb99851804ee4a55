//! `[[form]]` and `[[records]]` of an `edition.toml`.

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::{codes, records};
use serde::Deserialize;
use toml::Spanned;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Column, FormLayout, Layout, RecordsLayout, Role, Sdmx, TableLayout};
use verbale_model::{CodeId, DimId, Edition, ItemId, Schemas, Status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormToml {
    name: String,
    anchors: Vec<Spanned<String>>,
    #[serde(default)]
    min_items: usize,
    state: Spanned<String>,
    sections: Vec<Spanned<String>>,
    label: Option<Spanned<String>>,
    answer: Spanned<String>,
    comment: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordsToml {
    pub(crate) name: String,
    header_within: u32,
    silence: Option<Spanned<String>>,
    /// The table that says which texts mean which item.
    rules: Option<Spanned<String>>,
    sdmx: Option<SdmxToml>,
    /// Codes of dimensions that no column gives.
    #[serde(default)]
    default: Vec<DefaultToml>,
    column: Vec<ColumnToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SdmxToml {
    structures: Vec<Spanned<String>>,
    neutral: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultToml {
    dimension: Spanned<String>,
    code: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnToml {
    name: Spanned<String>,
    role: RoleToml,
    dimension: Option<Spanned<String>>,
    #[serde(default)]
    required: bool,
    one_of: Option<String>,
    codes: Option<Spanned<String>>,
    #[serde(default)]
    neutral: Vec<String>,
    #[serde(default)]
    area_codes: bool,
    /// A dimension of the data structure that is kept as an attribute.
    #[serde(default)]
    in_key: bool,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum RoleToml {
    Area,
    Item,
    Select,
    Dimension,
    Category,
    Year,
    Value,
    Comment,
    Attribute,
    Context,
    Constant,
    Status,
    Unit,
    Multiplier,
    Action,
    Confidentiality,
}

/// What a layout is checked against.
struct Author<'a> {
    frame: &'a Frame,
    edition: &'a Edition,
}

pub(crate) fn load(
    files: &SchemaFiles,
    forms: Vec<FormToml>,
    tables: Vec<RecordsToml>,
    frame: &Frame,
    edition: &Edition,
    schemas: &mut Schemas,
    faults: &mut Faults,
) -> Vec<Layout> {
    let author = Author { frame, edition };
    let mut layouts = Vec::new();
    for form in forms {
        layouts.extend(author.form(form, faults).map(Layout::Form));
    }
    for table in tables {
        let Some(mut layout) = author.records(&table, files, schemas, faults) else { continue };
        let selects = layout.columns.iter().any(|column| matches!(column.role, Role::Select(_)));
        if selects {
            layout.items = records::load(files, &frame.rules(table.rules.as_ref()), frame, edition, &layout, schemas, faults);
        }
        layouts.push(Layout::Records(layout));
    }
    layouts
}

/// Gives the tables of the edition to each of its forms.
pub(crate) fn give_tables(layouts: &mut [Layout], tables: &[TableLayout], file: &str, faults: &mut Faults) {
    let mut forms = layouts.iter_mut().filter_map(|layout| match layout {
        Layout::Form(form) => Some(form),
        Layout::Records(_) => None,
    });
    let Some(first) = forms.next() else {
        return faults.add(file, None, "has tables, and edition.toml declares no [[form]] for them");
    };
    for form in std::iter::once(first).chain(forms) {
        form.tables = tables.to_vec();
    }
}

impl Author<'_> {
    fn form(&self, form: FormToml, faults: &mut Faults) -> Option<FormLayout> {
        let anchors = form.anchors.iter().filter_map(|anchor| self.label(anchor, faults)).collect::<Vec<_>>();
        if anchors.is_empty() {
            faults.add(&self.frame.file, None, format!("form `{}` has no anchor", form.name));
        }
        for section in &form.sections {
            let known = || self.edition.items.iter().map(|item| item.section.as_str());
            if !known().any(|name| name == section.get_ref()) {
                faults.unknown(&self.frame.file, self.frame.line(section), "section", section.get_ref(), known());
            }
        }
        let state = self.item(&form.state, faults)?;
        let answer = self.label(&form.answer, faults)?;
        Some(FormLayout {
            name: form.name,
            anchors,
            min_items: form.min_items,
            state,
            sections: form.sections.into_iter().map(Spanned::into_inner).collect(),
            answer,
            comment: form.comment.as_ref().and_then(|name| self.label(name, faults)),
            label: form.label.as_ref().and_then(|name| self.label(name, faults)),
            tables: Vec::new(),
        })
    }

    fn records(&self, table: &RecordsToml, files: &SchemaFiles, schemas: &Schemas, faults: &mut Faults) -> Option<RecordsLayout> {
        let mut selects = 0;
        let mut columns = Vec::new();
        for column in &table.column {
            let Some(role) = self.role(column, &mut selects, faults) else { continue };
            let Some(key) = self.edition.labels.column(column.name.get_ref()) else {
                let known = self.edition.labels.columns.iter().map(String::as_str);
                faults.unknown(&self.frame.file, self.frame.line(&column.name), "column label", column.name.get_ref(), known);
                continue;
            };
            columns.push(self.column(column, key, role, files, faults));
        }
        for (role, what) in [(Role::Value, "value"), (Role::Area, "area")] {
            if !columns.iter().any(|column: &Column| column.role == role) {
                faults.add(&self.frame.file, None, format!("records `{}` has no column with role `{what}`", table.name));
            }
        }
        let silence = match &table.silence {
            None => None,
            Some(text) => {
                let status = Status::from_code(text.get_ref());
                if status.is_none() {
                    faults.unknown(
                        &self.frame.file,
                        self.frame.line(text),
                        "status",
                        text.get_ref(),
                        Status::ALL.map(Status::code),
                    );
                }
                Some(status?)
            }
        };
        Some(RecordsLayout {
            name: table.name.clone(),
            header_within: table.header_within,
            columns,
            items: Vec::new(),
            silence,
            defaults: table.default.iter().filter_map(|default| self.default(default, schemas, faults)).collect(),
            sdmx: table.sdmx.as_ref().map(|sdmx| self.sdmx(sdmx, faults)),
        })
    }

    fn column(&self, column: &ColumnToml, key: LabelKey, role: Role, files: &SchemaFiles, faults: &mut Faults) -> Column {
        let (frame, line) = (self.frame, self.frame.line(&column.name));
        let codes = match &column.codes {
            Some(name) => codes::load(files, frame, self.edition, name, role, faults),
            None => {
                if matches!(role, Role::Status | Role::Unit | Role::Action | Role::Confidentiality) {
                    faults.add(&frame.file, line, "this role needs `codes`: a table of what each code means");
                }
                rustc_hash::FxHashMap::default()
            }
        };
        if role == Role::Constant && column.neutral.is_empty() {
            faults.add(&frame.file, line, "a constant needs `neutral`: the codes that say nothing");
        }
        if !column.neutral.is_empty() && !matches!(role, Role::Constant | Role::Dimension(_)) {
            faults.add(&frame.file, line, "`neutral` goes with the roles constant and dimension, and with no other");
        }
        if column.area_codes && role != Role::Area {
            faults.add(&frame.file, line, "`area_codes` goes with the role area, and with no other");
        }
        Column {
            key,
            name: column.name.get_ref().clone(),
            role,
            required: column.required,
            one_of: column.one_of.clone(),
            codes,
            neutral: column.neutral.clone(),
            in_key: column.in_key || role.is_key(),
            area_codes: column.area_codes,
        }
    }

    fn sdmx(&self, sdmx: &SdmxToml, faults: &mut Faults) -> Sdmx {
        for structure in &sdmx.structures {
            let named = structure.get_ref().split_once(':').is_some_and(|(agency, id)| !agency.is_empty() && !id.is_empty());
            if !named {
                let words = format!("`{}` is no structure: AGENCY:ID is needed", structure.get_ref());
                faults.add(&self.frame.file, self.frame.line(structure), words);
            }
        }
        let structures = sdmx.structures.iter().map(|structure| structure.get_ref().clone()).collect();
        Sdmx { structures, neutral: sdmx.neutral.clone() }
    }

    fn default(&self, default: &DefaultToml, schemas: &Schemas, faults: &mut Faults) -> Option<(DimId, CodeId)> {
        let dimension = self.dimension(&default.dimension, faults)?;
        let list = schemas.list(self.frame.dimensions[usize::from(dimension.0)].list);
        let code = schemas.codes.get(default.code.get_ref()).filter(|code| list.contains(*code));
        if code.is_none() {
            let known = list.codes.iter().map(|entry| schemas.codes.text(entry.code));
            faults.unknown(&self.frame.file, self.frame.line(&default.code), "code", default.code.get_ref(), known);
        }
        Some((dimension, code?))
    }

    fn dimension(&self, name: &Spanned<String>, faults: &mut Faults) -> Option<DimId> {
        let known = self.frame.dimension(name.get_ref());
        if known.is_none() {
            let names = self.frame.dimensions.iter().map(|dimension| dimension.code.as_str());
            faults.unknown(&self.frame.file, self.frame.line(name), "dimension", name.get_ref(), names);
        }
        known
    }

    fn role(&self, column: &ColumnToml, selects: &mut u8, faults: &mut Faults) -> Option<Role> {
        if (column.role == RoleToml::Dimension) != column.dimension.is_some() {
            faults.add(
                &self.frame.file,
                self.frame.line(&column.name),
                "`dimension` goes with role = \"dimension\", and with no other",
            );
            return None;
        }
        Some(match column.role {
            RoleToml::Area => Role::Area,
            RoleToml::Item => Role::Item,
            RoleToml::Category => Role::Category,
            RoleToml::Year => Role::Year,
            RoleToml::Value => Role::Value,
            RoleToml::Comment => Role::Comment,
            RoleToml::Attribute => Role::Attribute,
            RoleToml::Context => Role::Context,
            RoleToml::Constant => Role::Constant,
            RoleToml::Status => Role::Status,
            RoleToml::Unit => Role::Unit,
            RoleToml::Multiplier => Role::Multiplier,
            RoleToml::Action => Role::Action,
            RoleToml::Confidentiality => Role::Confidentiality,
            RoleToml::Select => {
                let index = *selects;
                *selects += 1;
                Role::Select(index)
            }
            RoleToml::Dimension => Role::Dimension(self.dimension(column.dimension.as_ref()?, faults)?),
        })
    }

    fn label(&self, name: &Spanned<String>, faults: &mut Faults) -> Option<LabelKey> {
        let labels = &self.edition.labels;
        let key = match name.get_ref().strip_prefix('@').map(|special| (special, special.split_once('.'))) {
            Some(("title", _)) => Some(LabelKey::Title),
            Some((_, Some(("sheet", name)))) => labels.sheet(name),
            Some((_, Some(("section", name)))) => labels.section(name),
            Some((_, Some(("column", name)))) => labels.column(name),
            _ => self.edition.item_index.get(name.get_ref()).copied().map(LabelKey::Item),
        };
        let found = key.filter(|key| labels.list.iter().any(|label| label.key == *key));
        if found.is_none() {
            faults.unknown(
                &self.frame.file,
                self.frame.line(name),
                "label",
                name.get_ref(),
                labels.columns.iter().map(String::as_str),
            );
        }
        found
    }

    fn item(&self, name: &Spanned<String>, faults: &mut Faults) -> Option<ItemId> {
        let found = self.edition.item_index.get(name.get_ref()).copied();
        if found.is_none() {
            let known = self.edition.items.iter().map(|item| item.code.as_str());
            faults.unknown(&self.frame.file, self.frame.line(name), "item", name.get_ref(), known);
        }
        found
    }
}
