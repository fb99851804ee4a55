//! The closed lists of decisions.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code, as the database and decisions.toml write it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// That of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

codes! {
    /// What was decided.
    Action {
        /// A file counts as something; an answer counts as it stands, and those that contradict it do not.
        Accept = "accept",
        /// An answer has another value.
        Correct = "correct",
        /// Several answers are parts, and count as their sum.
        Sum = "sum",
        /// A file or an answer does not count.
        Exclude = "exclude",
        /// A file takes the place of all that came before it.
        Supersede = "supersede",
        /// Nothing is decided: an earlier decision on the subject holds no more.
        Revoke = "revoke",
    }
}

codes! {
    /// What a further file is.
    Class {
        /// It takes the place of what came before, as a whole.
        Replacement = "replacement",
        /// It corrects named cells.
        Corrigendum = "corrigendum",
        /// Its answers that are not blank are added, or take the place of those before.
        Supplement = "supplement",
        /// It speaks for further areas too.
        Joint = "joint",
        /// It takes back what came before.
        Withdrawal = "withdrawal",
    }
}
