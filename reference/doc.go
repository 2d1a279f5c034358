// Package reference holds the facts that Assay ships: occupations, number
// schemes, condition sets, calendars, codes, characters, readings and policies.
// Every file carries its edition, first day of validity, source and how far the
// source is to be trusted (S1 a law or official site, S2 a repost that carries
// the text, S3 a weak source, G-hi to G-lo general knowledge). A corrected edition
// replaces a file; the code knows only its shape.
//
// The functions read the embedded files anew and return values: whoever wires
// the program calls them once and hands the values on.
package reference
