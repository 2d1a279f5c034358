package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"assay/document"
	"assay/internal/scenario"
	"assay/internal/testdb"
	"assay/reference"
)

// list writes a story's list of candidates as a spreadsheet, remembers who has
// which document, and gives the file.
func (b *bench) list(s *scenario.Story, file string) ([]byte, error) {
	rows, err := s.Table(file, "报名")
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		b.numbers[row["姓名"]] = row["证件号码"]
	}
	return s.Roster(file)
}

// import LIST [consents=EDITION] [key=…]: a list goes into the plan; the job is waited for, and
// what became of it said.
func (b *bench) importRoster(s *scenario.Story, words []string) (int, error) {
	var file []byte
	var err error
	if strings.HasSuffix(words[0], ".xlsx") {
		file, err = os.ReadFile(s.Path(words[0]))
	} else {
		file, err = b.list(s, words[0])
	}
	if err != nil {
		return 0, err
	}
	fields, err := pairs(words[1:])
	if err != nil {
		return 0, err
	}
	consents := reference.Notice().Edition // the body holds them, if nothing else is said
	if said, ok := fields["consents"].(string); ok {
		consents = said
		delete(fields, "consents")
	}
	sent := s.Begin()
	code, err := b.run(sent, request{method: "POST", path: filled("/plans/{plan}/roster?consents="+consents, s.Kept), file: file, fields: fields}, "import")
	if code != 0 || err != nil {
		s.Say(sent.Said())
		return code, err
	}
	s.Tell(sent.Told())
	return 0, b.imported(s)
}

// imported waits until the import has come to its end.
func (b *bench) imported(s *scenario.Story) error {
	const patience = 20_000
	for range patience {
		asked := s.Begin()
		if code, err := b.send(asked, request{method: "GET", path: filled("/imports/{import}", s.Kept)}); code != 0 || err != nil {
			return fmt.Errorf("%w: %d", err, code)
		}
		if status, err := asked.Value("status"); err != nil || status != "running" {
			s.Say(asked.Said())
			return err
		}
	}
	return errors.New("the import does not come to its end")
}

// review is accept or refuse NAME ground=… proof=… claims=… attests=… clause=…;
// the proof is a text that stands for a scan.
func (b *bench) review(verb string) scenario.Verb {
	return func(s *scenario.Story, words []string) (int, error) {
		id, err := b.idOf(s, "application", words[0])
		if err != nil {
			return 0, err
		}
		fields, err := pairs(words[1:])
		if err != nil {
			return 0, err
		}
		if text, ok := fields["proof"].(string); ok {
			kept := s.Begin()
			if code, err := b.send(kept, request{method: "POST", path: "/applications/" + id + "/proofs", file: testdb.PDF(text)}); code != 0 || err != nil {
				s.Say(kept.Said())
				return code, err
			}
			if fields["proof"], err = kept.Value("hash"); err != nil {
				return 0, err
			}
		}
		if _, ok := fields["version"]; !ok {
			seen := s.Begin()
			if code, err := b.send(seen, request{method: "GET", path: "/applications/" + id}); code != 0 || err != nil {
				s.Say(seen.Said())
				return code, err
			}
			version, err := seen.Value("version")
			if err != nil {
				return 0, err
			}
			fields["version"] = json.Number(version)
		}
		return b.send(s, posting("/applications/"+id+"/"+verb, fields))
	}
}

// substitute NAME LIST reason=…: the one candidate of the list takes the place.
func (b *bench) substitute(s *scenario.Story, words []string) (int, error) {
	id, err := b.idOf(s, "application", words[0])
	if err != nil {
		return 0, err
	}
	file, err := b.list(s, words[1])
	if err != nil {
		return 0, err
	}
	reason := strings.TrimPrefix(words[2], "reason=")
	return b.send(s, request{method: "POST", path: "/applications/" + id + "/substitute?consents=" + reference.Notice().Edition + "&reason=" + scenario.Escaped(reason), file: file})
}

// photos NAME…: a zip of pictures named after the documents.
func (b *bench) photos(s *scenario.Story, words []string) (int, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i, name := range words {
		number, ok := b.numbers[name]
		if !ok {
			number = name
		}
		w, err := z.Create(number + ".jpg")
		if err != nil {
			return 0, err
		}
		if _, err := w.Write(picture(295, 413, i)); err != nil {
			return 0, err
		}
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	return b.send(s, request{method: "POST", path: filled("/plans/{plan}/photos", s.Kept), file: out.Bytes()})
}

// photo NAME WIDTH HEIGHT: one picture of that size.
func (b *bench) photo(s *scenario.Story, words []string) (int, error) {
	id, err := b.idOf(s, "application", words[0])
	if err != nil {
		return 0, err
	}
	var w, h int
	if _, err := fmt.Sscan(words[1]+" "+words[2], &w, &h); err != nil {
		return 0, err
	}
	return b.send(s, request{method: "PUT", path: "/applications/" + id + "/photo", file: picture(w, h, 1)})
}

// picture is a plain picture of nobody.
func picture(w, h, shade int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(40 * shade), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
}

// mark TABLE: what each person reached in each part: points, absent, or void and
// waived with their ground behind a colon.
func (b *bench) mark(s *scenario.Story, words []string) (int, error) {
	if strings.HasSuffix(words[0], ".xlsx") {
		file, err := os.ReadFile(s.Path(words[0]))
		if err != nil {
			return 0, err
		}
		return b.send(s, request{method: "PUT", path: filled("/plans/{plan}/marks", s.Kept), file: file})
	}
	table, err := s.Table(words[0], "成绩")
	if err != nil {
		return 0, err
	}
	rows := []map[string]string{}
	for _, line := range table {
		id, err := b.idOf(s, "application", line["姓名"])
		if err != nil {
			return 0, err
		}
		for _, part := range []string{"theory", "operation", "review"} {
			if text := line[part]; text != "" {
				row := outcomeInWords(text)
				row["application"], row["part"] = id, part
				rows = append(rows, row)
			}
		}
	}
	return b.send(s, request{method: "PUT", path: filled("/plans/{plan}/marks", s.Kept), fields: map[string]any{"rows": rows}})
}

// outcomeInWords reads 80.5, absent, void: why, waived: why.
func outcomeInWords(text string) map[string]string {
	kind, ground, _ := strings.Cut(text, ":")
	switch kind = strings.TrimSpace(kind); kind {
	case "absent", "void", "waived":
		return map[string]string{"kind": kind, "ground": strings.TrimSpace(ground)}
	}
	return map[string]string{"kind": "marked", "mark": kind}
}

// fill FILE TABLE: a clerk fills the downloaded mark sheet in, name by name.
func (b *bench) fill(s *scenario.Story, words []string) (int, error) {
	table, err := s.Table(words[1], "成绩")
	if err != nil {
		return 0, err
	}
	f, err := excelize.OpenFile(s.Path(words[0]))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rows, err := f.GetRows("成绩")
	if err != nil {
		return 0, err
	}
	for i, row := range rows[1:] {
		for _, line := range table {
			if line["姓名"] != row[3] {
				continue
			}
			if err := f.SetCellStr("成绩", fmt.Sprintf("F%d", i+2), line[row[4]]); err != nil {
				return 0, err
			}
		}
	}
	return 0, f.Save()
}

// correct NAME part=… kind=… mark=… ground=…: proposes another outcome of one
// part.
func (b *bench) correct(s *scenario.Story, words []string) (int, error) {
	fields, err := pairs(words[1:])
	if err != nil {
		return 0, err
	}
	result, err := b.idOf(s, "result", words[0])
	if err != nil {
		return 0, err
	}
	sitting, err := b.sitting(s, words[0], fmt.Sprint(fields["part"]))
	if err != nil {
		return 0, err
	}
	delete(fields, "part")
	fields["sitting"] = sitting
	return b.run(s, posting("/results/"+result+"/corrections", fields), "correction")
}

// sitting is the last one of a person in a part.
func (b *bench) sitting(s *scenario.Story, name, part string) (string, error) {
	application, err := b.idOf(s, "application", name)
	if err != nil {
		return "", err
	}
	back, err := b.knowing(s)
	if err != nil {
		return "", err
	}
	defer back()
	asked := s.Begin()
	if code, err := b.send(asked, request{method: "GET", path: filled("/plans/{plan}/sittings?limit=500", s.Kept)}); code != 0 || err != nil {
		return "", fmt.Errorf("%w: %d", err, code)
	}
	var page struct {
		Items []struct{ ID, Application, Part string }
	}
	err = json.Unmarshal([]byte(asked.Said()), &page)
	for i := len(page.Items) - 1; i >= 0; i-- {
		if page.Items[i].Application == application && page.Items[i].Part == part {
			return page.Items[i].ID, err
		}
	}
	return "", errors.Join(err, errors.New("no such sitting"))
}

// issue-one ID: one draft alone, such as a replacement.
func (b *bench) issueOne(s *scenario.Story, words []string) (int, error) {
	return b.send(s, posting("/certificates/issue", map[string]any{"certificates": []string{words[0]}}))
}

// verify NUMBER NAME, or verify document=NUMBER NAME, [question=… answer=…]: as
// the public asks.
func (b *bench) verify(s *scenario.Story, words []string) (int, error) {
	acting := b.acting
	b.acting = nil
	defer func() { b.acting = acting }()
	fields, err := pairs(words[2:])
	if err != nil {
		return 0, err
	}
	field := "number"
	if number, ok := strings.CutPrefix(words[0], "document="); ok {
		field, words[0] = "document", number
	}
	fields[field], fields["name"] = words[0], words[1]
	body, err := json.Marshal(fields)
	if err != nil {
		return 0, err
	}
	return b.exchange(s, scenario.Errand{Method: "POST", Path: "/verify", Media: "application/json", Body: body}, "")
}

// qr PDF FILE: what the code printed on the page says.
func (b *bench) qr(s *scenario.Story, words []string) (int, error) {
	page, err := os.ReadFile(s.Path(words[0]))
	if err != nil {
		return 0, err
	}
	text, err := document.ReadQRText(page)
	if err != nil {
		return 0, err
	}
	s.Say(text)
	return 0, os.WriteFile(s.Path(words[1]), []byte(text), 0o600)
}

// scan FILE [NAME]: somebody's telephone opens what the code says, and gives the
// name to compare.
func (b *bench) scan(s *scenario.Story, words []string) (int, error) {
	text, err := os.ReadFile(s.Path(words[0]))
	if err != nil {
		return 0, err
	}
	_, path, ok := strings.Cut(strings.TrimPrefix(string(text), "HTTPS://"), "/")
	if !ok {
		return 0, errors.New("not a code")
	}
	acting := b.acting
	b.acting = nil
	defer func() { b.acting = acting }()
	e := scenario.Errand{Method: "GET", Path: "/" + path}
	if len(words) > 1 {
		e.Method, e.Media, e.Body = "POST", "application/x-www-form-urlencoded", scenario.Form(map[string]string{"name": words[1]})
	}
	return b.exchange(s, e, "")
}

// swap-tail FROM OTHER FILE: the code of one certificate with the signature of
// another.
func swapTail(s *scenario.Story, words []string) (int, error) {
	var texts [2]string
	for i, name := range words[:2] {
		b, err := os.ReadFile(s.Path(name))
		if err != nil {
			return 0, err
		}
		texts[i] = string(b)
	}
	const signature = 100 // characters of base32, fewer than a signature has
	n := len(texts[0])
	return 0, os.WriteFile(s.Path(words[2]), []byte(texts[0][:n-signature]+texts[1][n-signature:]), 0o600)
}

// replace-text FROM TO OLD NEW: a file with one text in the place of another.
func replaceText(s *scenario.Story, words []string) (int, error) {
	b, err := os.ReadFile(s.Path(words[0]))
	if err != nil {
		return 0, err
	}
	text := strings.Replace(string(b), words[2], words[3], 1)
	if text == string(b) {
		return 0, errors.New("it does not hold that text")
	}
	return 0, os.WriteFile(s.Path(words[1]), []byte(text), 0o600)
}

// answer-question answers the question last asked in English words, and keeps
// the answer.
func answerQuestion(s *scenario.Story, _ []string) (int, error) {
	var sum []int
	for _, word := range strings.FieldsFunc(s.Kept["question"], func(r rune) bool { return r < 'a' || r > 'z' }) {
		if n := slices.Index(strings.Fields("zero one two three four five six seven eight nine ten"), word); n >= 0 {
			sum = append(sum, n)
		}
	}
	if len(sum) != 2 {
		return 0, fmt.Errorf("not two numbers in %q", s.Kept["question"])
	}
	answer := sum[0] + sum[1]
	if strings.Contains(s.Kept["question"], "minus") || strings.Contains(s.Kept["question"], "take") {
		answer = sum[0] - sum[1]
	}
	s.Kept["answer"] = fmt.Sprint(answer)
	return 0, nil
}

// keepID is keep-result and keep-sitting NAME PERSON [PART]: the id under a name.
func (b *bench) keepID(find func(s *scenario.Story, words []string) (string, error)) scenario.Verb {
	return func(s *scenario.Story, words []string) (code int, err error) {
		s.Kept[words[0]], err = find(s, words[1:])
		return 0, err
	}
}

// send-file METHOD PATH FILE: a file as a body; {甲} is the application of 样例甲.
func (b *bench) sendFile(s *scenario.Story, words []string) (int, error) {
	path := filled(words[1], s.Kept)
	if before, rest, ok := strings.Cut(path, "{"); ok {
		name, after, _ := strings.Cut(rest, "}")
		id, err := b.idOf(s, "application", "样例"+name)
		if err != nil {
			return 0, err
		}
		path = before + id + after
	}
	file, err := os.ReadFile(s.Path(words[2]))
	switch words[2] {
	case "wide.png":
		file, err = wide(), nil
	case "scan.pdf":
		file, err = testdb.PDF("scan"), nil
	}
	if err != nil {
		return 0, err
	}
	return b.send(s, request{method: words[0], path: path, file: file})
}

// wide is the head of a picture that would fill fourteen gigabytes.
func wide() []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := []byte("IHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x06\x00\x00\x00")
	for _, chunk := range [][]byte{head, []byte("IDAT\x78\x9c"), []byte("IEND")} {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(chunk)-4))
		b.Write(chunk)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(chunk))
	}
	return b.Bytes()
}

// zip-bomb NAME FILE: a zip whose one picture is 60 MB of nothing.
func zipBomb(s *scenario.Story, words []string) (int, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create(words[0])
	if err != nil {
		return 0, err
	}
	nothing := make([]byte, 1<<20)
	for range 60 {
		if _, err := w.Write(nothing); err != nil {
			return 0, err
		}
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	return 0, os.WriteFile(s.Path(words[1]), out.Bytes(), 0o600)
}
