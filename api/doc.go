// Package api is the door for programs: typed operations over the desks, in
// JSON, described by the OpenAPI document that is made from their types. Tokens
// act for one person; every error is one form of problem (RFC 9457) in the
// asker's language; what belongs to another organisation is not found.
//
// A change may carry an Idempotency-Key. The key is claimed in the change's own
// transaction and keeps the id of what was made, so that a repetition reads the
// same thing anew and says Idempotency-Replayed: true. Operations of many
// transactions do no harm when they are repeated; their answer is kept after
// them (see once).
package api

//go:generate go test . ../cmd/assay -run Document -update
