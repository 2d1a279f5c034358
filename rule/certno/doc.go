// Package certno reads and composes certificate numbers (证书编号). What a number
// looks like is data, a skill.NumberScheme; this package walks its parts. It
// composes no number that it would not read back.
package certno
