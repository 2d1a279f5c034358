package document

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"strconv"
	"sync"
	"time"
	"unicode/utf16"

	"assay/skill/day"
)

// A pdfFile is a PDF being made: pages are drawn first, then bytes writes
// everything once, in a fixed order. It belongs to one goroutine.
// Source: ISO 32000-1 (PDF 1.7).
type pdfFile struct {
	fonts    Fonts
	subsets  []*subset
	pages    []*pdfPage
	pictures []pdfPicture
	root     *pdfElement // the structure tree's top
	at       *pdfElement // where new elements hang
	missing  []rune      // drawn characters that no font has

	out     []byte
	places  []pdfPlace // of each object, by number − 1
	packed  []byte     // objects without streams, which are compressed together
	index   []byte     // their numbers and places in packed, as an object stream lists them
	indexed int        // how many they are
}

// A pdfPlace is where an object stands: in out at a byte, or in the object stream
// at an index.
type pdfPlace struct {
	at     int
	packed bool
}

// pdfAbout is what the file says of itself. Extra entries stand in the Info
// dictionary, which is never compressed, as key and value in ASCII.
type pdfAbout struct {
	title   string
	created time.Time
	extra   [][2]string
}

// The numbers of the objects that every file has.
const (
	objCatalog = 1 + iota
	objPages
	objInfo
	objMetadata
	objStructure
	objParents
	objMultiply
	objFirstFree
)

func newPDF(fonts Fonts) *pdfFile {
	root := &pdfElement{tag: "Document"}
	return &pdfFile{fonts: fonts, root: root, at: root}
}

// bytes writes the file. The same drawing with the same about gives the same
// bytes.
func (d *pdfFile) bytes(about pdfAbout) []byte {
	d.out = append(make([]byte, 0, 80<<10), "%PDF-1.7\n%\xE5\x8C\xA0\xE8\xA1\xA1\n"...)
	d.places = make([]pdfPlace, objFirstFree-1, 128)
	resources := d.reserve()
	d.writeCatalog(about)
	d.writePages(resources)
	d.writeStructure()
	d.writeResources(resources)
	d.writeTrailer()
	return d.out
}

// reserve takes the next object number.
func (d *pdfFile) reserve() int {
	d.places = append(d.places, pdfPlace{})
	return len(d.places)
}

// object writes one object without a stream into the object stream.
func (d *pdfFile) object(number int, format string, args ...any) {
	d.places[number-1] = pdfPlace{d.indexed, true}
	d.indexed++
	d.index = fmt.Appendf(d.index, "%d %d ", number, len(d.packed))
	d.packed = fmt.Appendf(d.packed, format, args...)
	d.packed = append(d.packed, '\n')
}

// open begins an object that is not compressed.
func (d *pdfFile) open(number int) {
	d.places[number-1] = pdfPlace{len(d.out), false}
	d.out = strconv.AppendInt(d.out, int64(number), 10)
	d.out = append(d.out, " 0 obj\n"...)
}

// stream writes a stream object as it is; entries are its dictionary's without
// the length.
func (d *pdfFile) stream(number int, entries string, body []byte) {
	d.open(number)
	d.out = fmt.Appendf(d.out, "<<%s/Length %d>>\nstream\n", entries, len(body))
	d.out = append(d.out, body...)
	d.out = append(d.out, "\nendstream\nendobj\n"...)
}

// deflater is a compressor with its buffer; making one costs more than a page.
type deflater struct {
	buffer bytes.Buffer
	writer *zlib.Writer
}

var deflaters = sync.Pool{New: func() any {
	d := &deflater{}
	d.writer, _ = zlib.NewWriterLevel(&d.buffer, zlib.BestSpeed) // the level is valid
	return d
}}

// deflated writes a compressed stream object.
func (d *pdfFile) deflated(number int, entries string, body []byte) {
	z := deflaters.Get().(*deflater)
	defer deflaters.Put(z)
	z.buffer.Reset()
	z.writer.Reset(&z.buffer)
	_, _ = z.writer.Write(body) // a bytes.Buffer takes everything
	_ = z.writer.Close()
	d.stream(number, "/Filter/FlateDecode"+entries, z.buffer.Bytes())
}

func (d *pdfFile) writeCatalog(about pdfAbout) {
	d.object(objCatalog, "<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/StructTreeRoot %d 0 R"+
		"/MarkInfo<</Marked true>>/Lang(zh-CN)/ViewerPreferences<</DisplayDocTitle true>>>>",
		objPages, objMetadata, objStructure)
	created := about.created.In(day.Shanghai)
	d.open(objInfo)
	d.out = fmt.Appendf(d.out, "<</Title %s/Producer(Assay)/CreationDate(D:%s+08'00')",
		hexText(about.title), created.Format("20060102150405"))
	for _, e := range about.extra {
		d.out = fmt.Appendf(d.out, "/%s ", e[0])
		d.out = appendLiteral(d.out, e[1])
	}
	d.out = append(d.out, ">>\nendobj\n"...)
	var title bytes.Buffer
	_ = xml.EscapeText(&title, []byte(about.title)) // a bytes.Buffer takes everything
	d.stream(objMetadata, "/Type/Metadata/Subtype/XML", fmt.Appendf(nil, xmp, title.Bytes(), created.Format(time.RFC3339)))
}

const xmp = `<?xpacket begin="` + "\uFEFF" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li><rdf:li>en</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate><pdf:Producer>Assay</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`

func (d *pdfFile) writePages(resources int) {
	var kids []byte
	for i, p := range d.pages {
		p.number = d.reserve()
		content := d.reserve()
		d.deflated(content, "", p.content)
		d.object(p.number, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 595.28 841.89]/Resources %d 0 R"+
			"/Contents %d 0 R/StructParents %d/Tabs/S/Group<</S/Transparency/CS/DeviceRGB>>>>",
			objPages, resources, content, i)
		kids = fmt.Appendf(kids, "%d 0 R ", p.number)
	}
	d.object(objPages, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids)
}

func (d *pdfFile) writeResources(number int) {
	var fonts, pictures []byte
	for _, s := range d.subsets {
		fonts = fmt.Appendf(fonts, "/%s %d 0 R", s.label, d.writeFont(s))
	}
	for i, p := range d.pictures {
		id := d.reserve()
		d.stream(id, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s"+
			"/BitsPerComponent 8/Filter/DCTDecode", p.width, p.height, p.colours), p.jpeg)
		pictures = fmt.Appendf(pictures, "/P%d %d 0 R", i+1, id)
	}
	d.object(objMultiply, "<</Type/ExtGState/BM/Multiply>>")
	d.object(number, "<</Font<<%s>>/XObject<<%s>>/ExtGState<</Multiply %d 0 R>>>>", fonts, pictures, objMultiply)
}

// writeTrailer ends the file: the object stream, and the table of places, which
// is a stream as well.
// Source: ISO 32000-1, 7.5.7 (object streams), 7.5.8 (cross-reference streams).
func (d *pdfFile) writeTrailer() {
	objects, table := d.reserve(), d.reserve()
	d.deflated(objects, fmt.Sprintf("/Type/ObjStm/N %d/First %d", d.indexed, len(d.index)),
		append(d.index, d.packed...))
	sum := sha256.Sum256(d.out)
	start := len(d.out)
	d.places[table-1] = pdfPlace{start, false}
	rows := make([]byte, 9, 9*len(d.places)+9) // object 0 is free
	for _, p := range d.places {
		kind, at, index := byte(1), p.at, 0
		if p.packed {
			kind, at, index = 2, objects, p.at
		}
		rows = binary.BigEndian.AppendUint32(append(rows, kind), uint32(at))
		rows = binary.BigEndian.AppendUint32(rows, uint32(index))
	}
	d.deflated(table, fmt.Sprintf("/Type/XRef/W[1 4 4]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]",
		len(d.places)+1, objCatalog, objInfo, sum[:16], sum[:16]), rows)
	d.out = fmt.Appendf(d.out, "startxref\n%d\n%%%%EOF\n", start)
}

// appendLiteral writes s as a literal string.
func appendLiteral(b []byte, s string) []byte {
	b = append(b, '(')
	for i := range len(s) {
		if c := s[i]; c == '(' || c == ')' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, ')')
}

// hexText is s as a text string: UTF-16 with its mark, in hexadecimal.
func hexText(s string) string {
	b := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		b = appendHex(b, u)
	}
	return string(append(b, '>'))
}

func appendHex(b []byte, u uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
}
