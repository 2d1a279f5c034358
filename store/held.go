package store

import (
	"context"
	"database/sql"
	"time"

	"assay/skill"
	"assay/skill/day"
)

// A Held is one certificate as the public's questions need it: without the
// holder's name and document, which the commitments stand for, and with what
// its body's standing was made of on the day of issue.
type Held struct {
	Certificate skill.Certificate
	Standing    skill.Standing
}

// heldSelect reads what the public may ask about: certificates that were issued,
// whatever became of them. The first row, from table failure, has the count of
// wrong pairs in its first column; so one statement is all the work there is,
// whether the number exists or not.
const heldSelect = `SELECT times, '' AS number, '', '', '', '', '', '', '', '', '', '', 0, 0, '', '', '', '', '', '', '', ''
FROM failure WHERE subject = $2 AND day = $3
UNION ALL
SELECT -1, c.number, c.kind, c.body_id, c.site_id, c.scope_id, c.body_name, c.occupation, c.occupation_name, c.specialty,
 c.level, c.issued, c.specimen, c.status_at, c.status, c.why, b.filed_to, s.valid_from, s.valid_to,
 (SELECT coalesce(min(p.valid_from), '') FROM suspension p
  WHERE p.body_id = c.body_id AND p.valid_from <= c.issued AND (p.valid_to = '' OR p.valid_to >= c.issued)),
 c.name_salt, c.name_commitment
FROM certificate c JOIN body b ON b.id = c.body_id JOIN scope s ON s.id = c.scope_id
WHERE (c.status = 'issued' OR c.status = 'replaced' OR c.status = 'revoked' OR c.status = 'cancelled') AND `

const (
	// CAST for the reason in CertificateByNumber.
	heldByNumber   = heldSelect + "c.number = CAST($1 AS TEXT) AND c.number <> ''"
	heldByDocument = heldSelect + "c.document_index = $1 ORDER BY number DESC LIMIT 200"
)

// HeldByNumber reads the certificate of a number, none or one, and the count of
// failures of the keyed hash subject on a day.
func (s *Store) HeldByNumber(ctx context.Context, number string, subject []byte, on day.Date) ([]Held, int, error) {
	return s.held(ctx, heldByNumber, number, subject, on)
}

// HeldByDocument reads the certificates of a document by its DocumentIndex, at
// most 200, the highest number first, and the count of failures of the keyed
// hash subject on a day.
func (s *Store) HeldByDocument(ctx context.Context, index, subject []byte, on day.Date) ([]Held, int, error) {
	return s.held(ctx, heldByDocument, index, subject, on)
}

// DocumentIndex is the keyed hash under which a document's certificates are found.
func (s *Store) DocumentIndex(d skill.Document) []byte { return s.documentIndex(d) }

func (s *Store) held(ctx context.Context, text string, what any, subject []byte, on day.Date) (out []Held, wrong int, err error) {
	rows, err := s.readers.query(ctx, text, what, subject, on.String())
	if err != nil {
		return nil, 0, err
	}
	err = each(rows, func() error {
		h, times, err := scanHeld(rows)
		if times >= 0 {
			wrong = times
		} else {
			out = append(out, h)
		}
		return err
	})
	return out, wrong, err
}

// scanHeld reads one row of heldSelect; times is -1 for a certificate.
func scanHeld(rows *sql.Rows) (h Held, times int, err error) {
	var (
		specimen, at                             int64
		level, issued, filedTo, from, to, halted string
		salt, commitment                         sql.RawBytes
		c                                        = &h.Certificate
	)
	err = rows.Scan(&times, &c.Number, &c.Kind, &c.Body, &c.Site, &c.Scope, &c.BodyName, &c.Occupation, &c.OccupationName, &c.Specialty,
		&level, &issued, &specimen, &at, &c.Status, &c.Why, &filedTo, &from, &to, &halted, &salt, &commitment)
	if err != nil || times >= 0 {
		return h, times, err
	}
	c.Specimen, c.StatusAt = specimen != 0, time.UnixMicro(at).UTC()
	copy(c.NameSalt[:], salt)
	copy(c.NameCommitment[:], commitment)
	scope := skill.Scope{ID: c.Scope, Body: c.Body, Site: c.Site, Occupation: c.Occupation}
	var stop day.Period
	for _, d := range []struct {
		text string
		into *day.Date
	}{{issued, &c.Issued}, {filedTo, &h.Standing.Body.FiledTo}, {from, &scope.Period.From}, {to, &scope.Period.To}, {halted, &stop.From}} {
		if err := d.into.UnmarshalText([]byte(d.text)); err != nil {
			return h, times, err
		}
	}
	if err := c.Level.UnmarshalText([]byte(level)); err != nil {
		return h, times, err
	}
	scope.Level = c.Level
	h.Standing.Scopes = []skill.Scope{scope}
	if !stop.From.IsZero() {
		h.Standing.Suspensions = []skill.Suspension{{Body: c.Body, Period: day.Period{From: stop.From, To: c.Issued}}}
	}
	return h, times, nil
}
