//! A way or more to plant a fault of each rule.

mod earlier;
mod figures;
mod files;
mod measures;
mod messages;
mod places;
mod statistics;
mod texts;
mod workbooks;

pub(crate) use messages::added;

use super::clean::Dice;
use super::given::Given;

/// Plants a fault; gives the files that come in, the last of which has it.
pub(crate) type Plant = fn(&mut Dice) -> Vec<Given>;

/// A rule and its fault.
pub(crate) type Fault = (&'static str, Plant);

/// All faults that one file has, or its like with those before it.
pub(crate) fn all() -> impl Iterator<Item = &'static Fault> {
    let kinds = [
        figures::FAULTS,
        measures::FAULTS,
        texts::FAULTS,
        statistics::FAULTS,
        earlier::FAULTS,
        workbooks::FAULTS,
        places::FAULTS,
        messages::FAULTS,
        files::FAULTS,
    ];
    kinds.into_iter().flatten()
}
