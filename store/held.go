package store

import (
	"context"
	"database/sql"
	"time"

	"assay/skill"
	"assay/skill/day"
)

// heldSelect reads what the public may ask about: certificates that were issued,
// whatever became of them. The first row, from table failure, has the count of
// wrong pairs in its first column; so one statement is all the work there is,
// whether the number exists or not.
const heldSelect = `SELECT times, '' AS number, '', '', '', '', '', '', '', '', 0, 0, '', '', '', ''
FROM failure WHERE subject = $2 AND day = $3
UNION ALL
SELECT -1, number, body_id, site_id, body_name, occupation, occupation_name, specialty, level, issued, specimen, status_at, status,
 name_salt, name_commitment, erased
FROM certificate
WHERE (status = 'issued' OR status = 'replaced' OR status = 'revoked' OR status = 'cancelled') AND `

const (
	// CAST for the reason in CertificateByNumber.
	heldByNumber   = heldSelect + "number = CAST($1 AS TEXT) AND number <> ''"
	heldByDocument = heldSelect + "document_index = $1 ORDER BY number DESC LIMIT 200"
)

// HeldByNumber reads the certificate of a number, none or one, and the count of
// failures of the keyed hash subject on a day. Of a certificate it reads the
// printed words but for the holder's name and document, which the commitments
// stand for, the status, the body and site, and whether the holder was erased.
func (s *Store) HeldByNumber(ctx context.Context, number string, subject []byte, on day.Date) ([]skill.Certificate, int, error) {
	return s.held(ctx, heldByNumber, number, subject, on)
}

// HeldByDocument reads the certificates of a document by its DocumentIndex, at
// most 200, the highest number first, as HeldByNumber does.
func (s *Store) HeldByDocument(ctx context.Context, index, subject []byte, on day.Date) ([]skill.Certificate, int, error) {
	return s.held(ctx, heldByDocument, index, subject, on)
}

// DocumentIndex is the keyed hash under which a document's certificates are found.
func (s *Store) DocumentIndex(d skill.Document) []byte { return s.documentIndex(d) }

func (s *Store) held(ctx context.Context, text string, what any, subject []byte, on day.Date) (out []skill.Certificate, wrong int, err error) {
	if s.single {
		// A read of a few pages of a local file ends by itself; watching the context
		// meanwhile would cost two goroutines, a quarter of the read.
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		ctx = context.WithoutCancel(ctx)
	}
	rows, err := s.readers.query(ctx, text, what, subject, on.String())
	if err != nil {
		return nil, 0, err
	}
	err = each(rows, func() error {
		c, times, err := scanHeld(rows)
		if times >= 0 {
			wrong = times
		} else {
			out = append(out, c)
		}
		return err
	})
	return out, wrong, err
}

// scanHeld reads one row of heldSelect; times is -1 for a certificate.
func scanHeld(rows *sql.Rows) (c skill.Certificate, times int, err error) {
	var (
		specimen, at     int64
		level, issued    string
		salt, commitment sql.RawBytes
	)
	err = rows.Scan(&times, &c.Number, (*string)(&c.Body), (*string)(&c.Site), &c.BodyName, (*string)(&c.Occupation), &c.OccupationName,
		&c.Specialty, &level, &issued, &specimen, &at, (*string)(&c.Status), &salt, &commitment, (*string)(&c.Erased))
	if err != nil || times >= 0 {
		return c, times, err
	}
	c.Specimen, c.StatusAt = specimen != 0, time.UnixMicro(at).UTC()
	copy(c.NameSalt[:], salt)
	copy(c.NameCommitment[:], commitment)
	if err = c.Level.UnmarshalText([]byte(level)); err == nil {
		err = c.Issued.UnmarshalText([]byte(issued))
	}
	return c, times, err
}
