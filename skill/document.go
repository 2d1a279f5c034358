package skill

// A DocumentKind (证件类型) is what sort of identity document a person shows.
type DocumentKind string

// The kinds. Only the numbers of the first two have rules that refuse.
// Source: the kinds of the national registration form and of Zhejiang's (2015).
const (
	ResidentID         DocumentKind = "resident-id"          // 居民身份证
	ResidencePermit    DocumentKind = "residence-permit"     // 港澳台居民居住证
	ForeignPermanentID DocumentKind = "foreign-permanent-id" // 外国人永久居留身份证
	Passport           DocumentKind = "passport"             // 护照
	OfficerCard        DocumentKind = "officer-card"         // 军官证
	MainlandPermit     DocumentKind = "mainland-permit"      // 港澳居民来往内地通行证
	TaiwanPermit       DocumentKind = "taiwan-permit"        // 台湾居民来往大陆通行证
	HongKongDocument   DocumentKind = "hong-kong-document"   // 香港特区护照/身份证明
	MacaoDocument      DocumentKind = "macao-document"       // 澳门特区护照/身份证明
	ForeignResidence   DocumentKind = "foreign-residence"    // 境外永久居住证
)

// documentKinds holds what is printed of each kind, and what else it is called.
var documentKinds = []struct {
	kind   DocumentKind
	zh, en string
	others []string
}{
	{ResidentID, "居民身份证", "Resident identity card", []string{"身份证", "二代身份证", "中华人民共和国居民身份证"}},
	{ResidencePermit, "港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents", []string{"居住证", "港澳居民居住证", "台湾居民居住证"}},
	{ForeignPermanentID, "外国人永久居留身份证", "Foreign permanent resident ID card", []string{"外国人永久居留证", "永久居留身份证"}},
	{Passport, "护照", "Passport", []string{"外国护照", "中国护照"}},
	{OfficerCard, "军官证", "Military officer's card", []string{"士兵证", "军人证"}},
	{MainlandPermit, "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents", []string{"港澳通行证", "回乡证", "港澳居民通行证"}},
	{TaiwanPermit, "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents", []string{"台胞证", "台湾居民通行证"}},
	{HongKongDocument, "香港特区护照/身份证明", "Hong Kong passport or identity document", []string{"香港特区护照", "香港身份证"}},
	{MacaoDocument, "澳门特区护照/身份证明", "Macao passport or identity document", []string{"澳门特区护照", "澳门身份证"}},
	{ForeignResidence, "境外永久居住证", "Permanent residence certificate from abroad", nil},
}

// DocumentKinds lists every kind in the order in which they are offered.
func DocumentKinds() []DocumentKind {
	out := make([]DocumentKind, len(documentKinds))
	for i, row := range documentKinds {
		out[i] = row.kind
	}
	return out
}

// ParseDocumentKind reads a kind by its stored form, its Chinese or English name
// or a common short name such as 身份证 or 台胞证.
func ParseDocumentKind(s string) (DocumentKind, error) {
	folded := Fold(s)
	for _, row := range documentKinds {
		for _, name := range append([]string{string(row.kind), row.zh, row.en}, row.others...) {
			if Fold(name) == folded {
				return row.kind, nil
			}
		}
	}
	return "", Fail(Invalid, "document.kind_unknown")
}

// Known tells whether k is one of the kinds.
func (k DocumentKind) Known() bool { return k.Chinese() != "" }

// Chinese is the printed name, "" for an unknown kind.
func (k DocumentKind) Chinese() string {
	for _, row := range documentKinds {
		if row.kind == k {
			return row.zh
		}
	}
	return ""
}

// English is the name beside the Chinese one, "" for an unknown kind.
func (k DocumentKind) English() string {
	for _, row := range documentKinds {
		if row.kind == k {
			return row.en
		}
	}
	return ""
}
