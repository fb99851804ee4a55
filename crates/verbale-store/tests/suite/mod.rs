//! What holds of the store on either database.

mod chain;
mod clearance;
mod crosswalk;
mod decisions;
mod leaks;
mod loading;
mod register;
mod revisions;
mod schemas;
mod shipped;
mod tallies;
mod trace;
mod verify;
mod views;
