//! The schemas are built into the binary: build again when one of them changes, or a new one comes.

fn main() {
    println!("cargo:rerun-if-changed=../../schemas");
}
