//! What is read of whole files, and what is refused.

mod containers;
mod corpus;
mod crafted;
mod cuts;
mod delimited;
mod forms;
mod properties;
mod recognition;
mod records;
mod shipped;
mod support;
