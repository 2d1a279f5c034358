// Package document turns views into paper and files: certificates as PDF, and
// spreadsheets in and out. It knows skill only: offices hand it plain values,
// and it neither looks anything up nor decides.
//
// The PDF writer is our own and small. A font is parsed once and shared; each
// file carries the subset of glyphs it uses; text stays selectable in every
// script, files are tagged for screen readers, and the same input gives the same
// bytes. A character that no loaded font can draw is an error that names it: a
// box is never printed.
package document
