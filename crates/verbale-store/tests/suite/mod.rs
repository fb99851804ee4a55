//! What holds of the store on either database.

mod decisions;
mod leaks;
mod loading;
mod revisions;
mod schemas;
mod shipped;
mod tallies;
mod views;
