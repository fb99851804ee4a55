//! Many replies at once, for benchmarks and for tests of large batches.

use crate::fault::{Fault, read_text};
use crate::job::State;
use crate::recipe::Recipe;
use crate::rng::Rng;
use crate::workshop::Workshop;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use verbale_model::fold::fold;
use verbale_model::{AreaKind, Language};

/// Syllables of invented names in the six languages, in the order of [`verbale_model::Language::ALL`].
const SYLLABLES: [[&str; 6]; 20] = [
    ["ba", "ba", "ba", "ба", "با", "巴"],
    ["ve", "vé", "ve", "ве", "في", "维"],
    ["dor", "dor", "dor", "дор", "دور", "多"],
    ["fen", "fen", "fen", "фен", "فن", "芬"],
    ["gal", "gal", "gal", "гал", "غال", "加"],
    ["hul", "houl", "hul", "хул", "هول", "胡"],
    ["ju", "jou", "yu", "ю", "يو", "尤"],
    ["kel", "kel", "quel", "кел", "كيل", "凯"],
    ["lo", "lo", "lo", "ло", "لو", "洛"],
    ["mar", "mar", "mar", "мар", "مار", "马"],
    ["nev", "nèv", "nev", "нев", "نيف", "内"],
    ["os", "os", "os", "ос", "أوس", "奥"],
    ["per", "per", "per", "пер", "بير", "佩"],
    ["quo", "couo", "cuo", "кво", "كوو", "科"],
    ["ru", "rou", "ru", "ру", "رو", "鲁"],
    ["sel", "sel", "sel", "сел", "سيل", "塞"],
    ["tov", "tov", "tov", "тов", "توف", "托"],
    ["ul", "oul", "ul", "ул", "أول", "乌"],
    ["wen", "wen", "uen", "вен", "وين", "文"],
    ["zor", "zor", "zor", "зор", "زور", "佐"],
];

/// What a name ends in.
const ENDINGS: [[&str; 6]; 2] = [["ia", "ie", "ia", "ия", "يا", "亚"], ["stan", "stan", "stán", "стан", "ستان", "斯坦"]];

/// A batch of replies on disk.
#[derive(Debug, Clone)]
pub struct Workload {
    /// A layer of schemas with the fictitious States that speak in it, beside `schemas/` (without `fixtures/overlay`).
    pub overlay: PathBuf,
    /// The replies, one a State.
    pub replies: Vec<PathBuf>,
    /// How many answers must come out of all of them.
    pub answers: u64,
}

/// Writes `replies` good workbooks into `folder/replies`, and their States into `folder/overlay`. Layouts, styles and languages
/// are those of the fixtures, taken in turn; States and choices are new. The same seed gives the same files.
///
/// # Errors
/// If the folder cannot be written, or more replies are wanted than there are codes (see [`codes`]).
pub fn workload(workshop: &Workshop, seed: u64, replies: u32, folder: &Path) -> Result<Workload, Fault> {
    let (mut load, states) = prepare(workshop, seed, replies, folder)?;
    let target = folder.join("replies");
    std::fs::create_dir_all(&target).map_err(Fault::io(&target))?;
    let recipes = workshop.good_forms();
    for ((number, state), recipe) in (0_u64..).zip(states).zip(recipes.iter().cycle()) {
        let recipe = Recipe { seed: seed.wrapping_add(number), ..(*recipe).clone() };
        let path = target.join(format!("{}.xlsx", state.code));
        let composed = workshop.compose_for(&recipe, vec![state])?;
        std::fs::write(&path, &composed.bytes).map_err(Fault::io(&path))?;
        load.answers += u64::try_from(composed.expected.rows.len()).unwrap_or(u64::MAX);
        load.replies.push(path);
    }
    Ok(load)
}

/// States for so many replies, and the overlay in which they stand.
pub(crate) fn prepare(workshop: &Workshop, seed: u64, replies: u32, folder: &Path) -> Result<(Workload, Vec<State>), Fault> {
    let states = states(workshop, seed, replies)?;
    let overlay = folder.join("overlay");
    std::fs::create_dir_all(&overlay).map_err(Fault::io(&overlay))?;
    let areas = overlay.join("areas.csv");
    std::fs::write(&areas, areas_csv(workshop, &states)?).map_err(Fault::io(&areas))?;
    Ok((Workload { overlay, replies: Vec::new(), answers: 0 }, states))
}

/// Codes that ISO 3166 leaves to users: XAA to XZZ without the one used for Kosovo, then QMA to QZZ. Beyond these 1,039, codes of
/// four letters, XAAA to XDZZ: no area has such a code.
fn codes() -> impl Iterator<Item = String> {
    let letters = || 'A'..='Z';
    let first = letters().flat_map(move |second| letters().map(move |third| format!("X{second}{third}")));
    let second = ('M'..='Z').flat_map(move |second| letters().map(move |third| format!("Q{second}{third}")));
    let longer = ('A'..='D')
        .flat_map(move |second| letters().flat_map(move |third| letters().map(move |last| format!("X{second}{third}{last}"))));
    first.filter(|code| code != "XKX").chain(second).chain(longer)
}

fn states(workshop: &Workshop, seed: u64, count: u32) -> Result<Vec<State>, Fault> {
    let known = codes().count();
    if known < count as usize {
        return Err(Fault::recipe("workload", format!("{count} replies wanted, there are codes for {known}")));
    }
    let mut rng = Rng::new(seed);
    let mut taken = BTreeSet::new();
    let mut states = Vec::new();
    for code in codes().take(count as usize) {
        let names = loop {
            let names = name(&mut rng);
            let folded = names.each_ref().map(|name| fold(name));
            let known = |name: &String| workshop.schemas.areas.named(name).is_some() || taken.contains(name);
            if !folded.iter().any(known) {
                taken.extend(folded);
                break names;
            }
        };
        states.push(State { code, names, region: None, subregion: None });
    }
    Ok(states)
}

fn name(rng: &mut Rng) -> [String; 6] {
    let mut names: [String; 6] = Default::default();
    let syllables: [&[&str; 6]; 4] = std::array::from_fn(|place| {
        let known: &[[&str; 6]] = if place == 3 { &ENDINGS } else { &SYLLABLES };
        rng.pick(known).unwrap_or(&SYLLABLES[0])
    });
    for (language, name) in names.iter_mut().enumerate() {
        let joined: String = syllables.iter().map(|syllable| syllable[language]).collect();
        let mut letters = joined.chars();
        *name = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    }
    names
}

/// The columns are those of the fixtures' own overlay.
fn areas_csv(workshop: &Workshop, states: &[State]) -> Result<String, Fault> {
    let known = read_text(&workshop.root.join("fixtures/overlay/areas.csv"))?;
    let header = known.lines().next().unwrap_or_default();
    let mut text = format!("{header}\n");
    for state in states {
        let cell = |column: &str| match column {
            "code" => state.code.clone(),
            "kind" => AreaKind::FictitiousState.code().to_owned(),
            "source" => "fictitious".to_owned(),
            other => {
                let language = other.strip_prefix("name_").and_then(Language::from_code);
                language.map(|language| state.names[language.index()].clone()).unwrap_or_default()
            }
        };
        text.push_str(&header.split(',').map(cell).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    Ok(text)
}
