//! The handle as faces use it: a whole day's work on real stores, and devices that join.

mod adopting;
mod day;
mod folder;
mod joining;
mod parcels;
mod registers;
mod rostering;
mod site;
