//! Tests of the reader through its public face.

mod cases;
mod corpus;
mod crafted;
mod encodings;
mod memory;
mod properties;
mod reply;
mod sdmx;
mod suite;
mod support;
