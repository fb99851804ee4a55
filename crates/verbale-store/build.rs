//! Tells Cargo that the migrations are a part of the program: `sqlx::migrate!` reads them when it is compiled.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
