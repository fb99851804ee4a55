//! What has to be safe before a commit says that it is.

use crate::error::{ErrorKind, Result, StoreError};
use std::fmt;

type Work = dyn FnMut(&[[u8; 32]]) -> std::result::Result<(), String> + Send;

/// Work to be done before every commit; nothing until there is some.
#[derive(Default)]
pub(crate) struct BeforeCommit(Option<Box<Work>>);

impl BeforeCommit {
    pub(crate) fn new(work: impl FnMut(&[[u8; 32]]) -> std::result::Result<(), String> + Send + 'static) -> Self {
        Self(Some(Box::new(work)))
    }

    /// Does the work for the files of these SHA-256.
    pub(crate) fn run(&mut self, files: &[[u8; 32]]) -> Result<()> {
        match &mut self.0 {
            Some(work) => work(files).map_err(|why| StoreError::new(ErrorKind::BeforeCommit(why), "commit the transaction")),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for BeforeCommit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BeforeCommit").field(&self.0.is_some()).finish()
    }
}
