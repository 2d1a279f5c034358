package files

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"assay/rule/paper"
	"assay/rule/picture"
	"assay/skill"
)

// A Kind is what a file is taken in as.
type Kind string

// The kinds.
const (
	Proof    Kind = "proof"    // 证明材料: a picture or a PDF
	Portrait Kind = "portrait" // 免冠照片: a picture that a certificate prints
	Seal     Kind = "seal"     // 印章: likewise
)

// intakeMost is how many bytes a file that is taken in may have.
const intakeMost = 20 << 20

// decoders is how many pictures are decoded at once: each takes up to 220 MB.
const decoders = 2

// Intake looks through what somebody sent, makes of it what may be kept, and keeps
// that (收件). What it is its content says, never a name: pictures are made anew
// from their pixels, upright and without place, device and time; a PDF is kept as
// it came, when it is whole and holds nothing that runs, opens or carries
// something. Nothing of the file's name reaches the disk. Reasons: file.empty,
// .too_large, .svg, .heic, .webp, .gif, .office, .unknown, .want_picture; those of
// rule/picture and rule/paper.
func (f *Folder) Intake(ctx context.Context, kind Kind, r io.Reader) (_ skill.FileHash, note skill.FileNote, err error) {
	file, err := receive(r, intakeMost)
	if err != nil {
		return "", note, err
	}
	if err := acceptable(kind, picture.FormOf(file)); err != nil {
		return "", note, err
	}
	file, note, err = f.made(ctx, kind, file)
	if err != nil {
		return "", note, err
	}
	hash, err := f.Put(ctx, bytes.NewReader(file), int64(len(file)))
	return hash, note, err
}

// acceptable refuses what is not kept, and says what to do.
func acceptable(kind Kind, form picture.Form) error {
	switch {
	case form == picture.JPEG, form == picture.PNG, form == picture.PDF && kind == Proof:
		return nil
	case form == picture.PDF:
		return skill.FailField("file", "file.want_picture")
	}
	reason, ok := map[picture.Form]string{
		picture.SVG: "file.svg", picture.HEIC: "file.heic", picture.WebP: "file.webp", picture.GIF: "file.gif", picture.Office: "file.office",
	}[form]
	if !ok {
		reason = "file.unknown"
	}
	return skill.FailField("file", reason)
}

// made is the file as it is kept.
func (f *Folder) made(ctx context.Context, kind Kind, file []byte) (out []byte, note skill.FileNote, err error) {
	if picture.FormOf(file) == picture.PDF {
		return file, skill.FileNote{Media: string(picture.PDF), Size: int64(len(file))}, paper.Check(file)
	}
	select {
	case f.decoding <- struct{}{}:
		defer func() { <-f.decoding }()
	case <-ctx.Done():
		return nil, note, fmt.Errorf("take a picture in: %w", context.Cause(ctx))
	}
	switch kind {
	case Portrait:
		out, err = picture.Photo(file)
	case Seal:
		out, err = picture.Seal(file)
	default:
		out, err = picture.Plain(file)
	}
	if err != nil {
		return nil, note, err
	}
	size, err := picture.Size(out)
	return out, skill.FileNote{Media: string(picture.JPEG), Size: int64(len(out)), Width: size.X, Height: size.Y}, err
}
