// Package likeness decides whether the names of two bodies look alike (山寨机构),
// so that somebody about to pay for a course sees the one beside the other. It
// takes from a name what all bodies have in common (place, legal form, 职业技能,
// 评价), compares what is left, and says in what the names differ. Which words and
// characters count is data.
//
// Names are found by keys: two names that look alike share one at least, so that
// a hundred thousand need not be compared one by one.
package likeness
