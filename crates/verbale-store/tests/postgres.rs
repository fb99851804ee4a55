//! The store on a server of `PostgreSQL`: what holds on either database, and what only a server can do.

#[path = "suite/roles.rs"]
mod roles;
#[path = "suite/server.rs"]
mod server;
mod suite;
mod support;
