//! Components that stand beside a value: breakdowns that the edition does not have, status, unit, power of ten, action.

use crate::measured::POWERS;
use crate::records::Records;
use crate::remark::Remark;
use crate::replies::Content;
use crate::row::Said;
use verbale_model::Kind;
use verbale_model::catalogue::{ACTION_REFUSED, BREAKDOWN_UNKNOWN, CODE_UNKNOWN, NOT_FOR_PUBLICATION, UNIT_DIFFERS};
use verbale_model::layout::Meaning;
use verbale_model::reading::Claim;

impl Records<'_> {
    /// Looks at the breakdowns that the edition does not have.
    pub(crate) fn constants(&mut self, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        for index in 0..self.plan.constants.len() {
            let column = self.plan.constants[index];
            if let Some(text) = said.text(column)
                && !self.layout.columns[column].neutral.iter().any(|code| code == text)
            {
                let name = self.layout.columns[column].name.as_str();
                Self::refuse_beside(BREAKDOWN_UNKNOWN, column, said, file, |text| {
                    Remark::new(BREAKDOWN_UNKNOWN).arg(name).quote(text)
                });
            }
        }
    }

    /// Reads what stands beside the value of a row. What cannot be read leaves the row without a place.
    pub(crate) fn beside(&mut self, target: Option<usize>, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        self.status(said, file);
        self.unit(target, said, file);
        self.multiplier(said, file);
        self.action(said, file);
        self.confidentiality(said, file);
    }

    fn status(&mut self, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let Some(column) = self.plan.status else { return };
        let Some(text) = said.text(column) else { return };
        // An attribute with several values joins them by a semicolon.
        for code in text.split(';') {
            match self.layout.columns[column].codes.get(code.trim()) {
                Some(Meaning::Absent(status)) => {
                    said.beside.absent = Some(*status);
                    said.beside.code = code.trim().into();
                }
                Some(Meaning::Plain) => {}
                Some(_) => said.noted = true,
                None => {
                    let name = self.layout.columns[column].name.as_str();
                    return Self::refuse_beside(CODE_UNKNOWN, column, said, file, |text| {
                        Remark::new(CODE_UNKNOWN).arg(name).quote(text).arg("")
                    });
                }
            }
        }
        said.noted |= said.beside.absent.is_some();
    }

    /// A rate among the counts, or a unit that nobody knows, is never taken for the unit of the item.
    fn unit(&mut self, target: Option<usize>, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let (Some(column), Some(target)) = (self.plan.unit, target) else { return };
        let Some(text) = said.text(column) else { return };
        let expected = self.context.edition.item(self.plan.targets[target].item).unit.as_deref();
        match self.layout.columns[column].codes.get(text) {
            Some(Meaning::Unit(unit)) if Some(unit.as_str()) == expected => {}
            _ => {
                let expected = expected.unwrap_or("");
                Self::refuse_beside(UNIT_DIFFERS, column, said, file, |text| Remark::new(UNIT_DIFFERS).quote(text).arg(expected));
            }
        }
    }

    fn multiplier(&mut self, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let Some(column) = self.plan.multiplier else { return };
        let Some(text) = said.text(column) else { return };
        match text.trim().parse::<i8>().ok().filter(|power| POWERS.contains(power)) {
            Some(power) => said.beside.power = power,
            None => {
                let name = self.layout.columns[column].name.as_str();
                Self::refuse_beside(CODE_UNKNOWN, column, said, file, |text| {
                    Remark::new(CODE_UNKNOWN).arg(name).quote(text).arg("")
                });
            }
        }
    }

    /// The reader has refused a file that asks for what is not done.
    fn action(&mut self, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let Some(column) = self.plan.action else { return };
        let Some(text) = said.text(column) else { return };
        match self.layout.columns[column].codes.get(text) {
            Some(Meaning::Adds) => self.claim = self.claim.max(Some(Claim::Adds)),
            Some(Meaning::Replaces) => self.claim = self.claim.max(Some(Claim::Replaces)),
            Some(_) => {}
            None => Self::refuse_beside(ACTION_REFUSED, column, said, file, |text| Remark::new(ACTION_REFUSED).quote(text)),
        }
    }

    /// A value that is not for publication is kept, and told. So is one with a code that nobody knows.
    fn confidentiality(&self, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let Some(column) = self.plan.confidentiality else { return };
        let Some(text) = said.text(column) else { return };
        let known = &self.layout.columns[column];
        if text.split(';').all(|code| known.codes.get(code.trim()) == Some(&Meaning::Free)) {
            return;
        }
        said.restricted = true;
        let at = Self::place(said.row, column);
        file.findings.push_with(NOT_FOR_PUBLICATION, || {
            Remark::new(NOT_FOR_PUBLICATION).arg(known.name.as_str()).quote(text).at(at, said.area)
        });
    }

    fn refuse_beside(
        kind: &'static Kind,
        column: usize,
        said: &mut Said<'_, '_, '_>,
        file: &mut Content,
        make: impl FnOnce(&str) -> Remark,
    ) {
        said.fail(kind);
        let at = Self::place(said.row, column);
        file.findings.push_with(kind, || make(said.text(column).unwrap_or("")).at(at, said.area));
    }

    /// Keeps with an answer what stands beside its value and says more than that it is as it should be.
    pub(crate) fn keep_beside(&self, reply: usize, answer: u32, said: &Said<'_, '_, '_>, file: &mut Content) {
        let scaled = self.plan.multiplier.filter(|_| said.beside.power != 0);
        let status = self.plan.status.filter(|_| said.noted);
        for column in status.into_iter().chain(scaled) {
            if let Some(text) = said.text(column) {
                file.attribute(reply, answer, &self.layout.columns[column].name, text);
            }
        }
    }
}
