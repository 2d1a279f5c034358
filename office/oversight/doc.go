// Package oversight is the desk of those who watch over the installation. The
// audit administrator (审计管理员) reads here who did what to which row and when,
// and takes away the proof of an entry, which a stranger checks without the
// database. Entries have no place in the tree of organisations, since one row may
// belong to several and many belong to none: they are for whoever holds the role
// over the whole installation, and a role over a part of it shows none.
//
// Nothing is changed here, and nothing personal is shown: an entry names ids and
// verbs and holds no value. What the rows themselves hold is asked of their desks;
// whether rows, entries and logs agree, of assay fsck.
package oversight
