package arch

import "testing"

// rank is the height of each top folder. A package imports only what is lower;
// two folders of the same height are siblings and never import each other, and
// so are two packages of one folder, unless one lies inside the other.
var rank = map[string]int{
	"cmd":    90,
	"api":    80,
	"web":    80,
	"office": 70,
	"ledger": 60,
	"files":  60,
	"store":  50,
	"rule":   40,
	"attest": 40,
	"skill":  10,
}

// A side folder stands beside the layers: what it knows and who may use it.
type side struct {
	knows  []string
	usedBy []string
	why    string
}

const viewsOnly = "offices give it views and take rows from it, so that what is printed or read never reaches into records"

// Names ending in "/" stand for the whole folder.
var sides = map[string]side{
	"document":  {knows: []string{"skill"}, usedBy: []string{"cmd", "api", "web", "internal/specimen"}, why: viewsOnly},
	"reference": {knows: []string{"skill"}, usedBy: []string{"cmd", "api", "web"}, why: "shipped tables are handed down, so that a decision can be repeated with others"},
	"locale":    {knows: []string{"skill"}, usedBy: []string{"cmd", "api", "web"}, why: "only what speaks to people needs words; below, errors are keys"},
	"post":      {knows: []string{"skill"}, usedBy: []string{"cmd"}, why: "what leaves was composed before, so that a desk never waits for another's server and no driver reaches into records"},

	"internal/strictjson": {knows: []string{"skill"}, usedBy: []string{"cmd", "api", "web", "office", "rule", "attest", "document", "reference", "locale", "internal/scenario"}, why: "one strict reader of JSON for everybody"},
	"internal/httpx":      {knows: []string{"skill", "locale"}, usedBy: []string{"cmd", "api", "web", "internal/scenario", "bench"}, why: "HTTP stays at the edge"},
	"internal/cluster":    {usedBy: []string{"internal/suite", "bench"}, why: "a throwaway server is for tests and measurements"},
	"internal/suite":      {knows: []string{"internal/cluster"}, why: "it is a program"},
	"internal/handbook":   {knows: []string{"skill"}, why: "it is a program"},
	"internal/specimen":   {knows: []string{"document", "skill", "reference", "locale"}, why: "it is a program"},
	"internal/arch":       {knows: []string{"locale", "skill", "rule"}, why: "it is tests only"},
	"internal/testdb":     {knows: []string{"store", "rule", "attest", "skill", "reference", "internal/cluster"}, usedBy: []string{"internal/scenario", "bench"}, why: "a store to test on is for tests"},
	"internal/scenario":   {knows: []string{"cmd", "api", "web", "office", "ledger", "files", "store", "rule", "attest", "skill", "document", "reference", "locale"}, why: "stories run against the whole server"},
	"bench":               {knows: []string{"cmd", "api", "web", "office", "ledger", "files", "store", "rule", "attest", "skill", "document", "reference", "locale"}, why: "measurements may look anywhere"},
}

// anyTest may be imported by any test: words and tables to test with, and a
// server to test on.
var anyTest = []string{"locale", "reference", "internal/cluster", "internal/testdb", "internal/scenario", "internal/strictjson"}

// scenes are folders whose tests may import siblings: a desk's test sets its
// scene by the desks that acted before it.
var scenes = []string{"office"}

// exceptions are single imports that are allowed nevertheless: from, to, reason.
var exceptions = map[[2]string]string{
	{"rule/recognition", "rule/condition"}: "one form of question, asked of a certificate",
	{"rule/seating/check", "rule/seating"}: "an answer is checked in the words it was given in, by logic of its own",
}

// libraries maps a module to the folders whose program code may import it.
var libraries = map[string][]string{
	"golang.org/x/text":                   {"skill", "document", "reference", "locale"},
	"golang.org/x/crypto":                 {"attest", "store", "office/identity", "bench"},
	"golang.org/x/mod":                    {"attest", "ledger", "cmd"},
	"golang.org/x/time":                   {"api", "web", "internal/httpx"},
	"github.com/alecthomas/kong":          {"cmd"},
	"github.com/danielgtaylor/huma/v2":    {"api"},
	"github.com/prometheus/client_golang": {"cmd", "api", "web", "internal/httpx"},
	"github.com/jackc/pgx/v5":             {"store", "internal/testdb", "bench"},
	"modernc.org/sqlite":                  {"store", "internal/testdb", "bench"},
	"github.com/pressly/goose/v3":         {"store"},
	"github.com/xuri/excelize/v2":         {"document", "bench"},
	"github.com/mozillazg/go-pinyin":      {"reference", "document", "office", "cmd"},
	"github.com/gowebpki/jcs":             {"attest"},
	"github.com/coreos/go-oidc/v3":        {"web/provider"},
	"golang.org/x/oauth2":                 {"web/provider"},
	"github.com/go-webauthn/webauthn":     {"office/identity"},
	"rsc.io/qr":                           {"document"},
	"github.com/wneessen/go-mail":         {"post"},
	"github.com/minio/minio-go/v7":        {"files"},
}

// testLibraries may be imported by any test and by no program.
var testLibraries = []string{
	"github.com/google/go-cmp",
	"pgregory.net/rapid",
	"go.uber.org/goleak",
	"github.com/anishathalye/porcupine",
}

// A ban keeps a package of the standard library out of some folders, or, when
// only is set, in no others.
type ban struct {
	path string // "net/" stands for every package under net
	from []string
	only []string
	why  string
}

var pure = []string{"skill", "rule", "attest"}

var bans = []ban{
	{path: "net", from: pure, why: "a decision does no I/O"},
	{path: "net/", from: pure, why: "a decision does no I/O"},
	{path: "os", from: pure, why: "a decision reads nothing but its arguments"},
	{path: "os/", from: pure, why: "a decision reads nothing but its arguments"},
	{path: "log", from: pure, why: "a decision returns what it has to say"},
	{path: "log/", from: pure, why: "a decision returns what it has to say"},
	{path: "crypto/rand", from: pure, why: "randomness is passed in, so that a run can be repeated"},
	{path: "math/rand", from: pure, why: "randomness is passed in, so that a run can be repeated"},
	{path: "math/rand/", from: pure, why: "randomness is passed in, so that a run can be repeated"},
	{path: "database/sql", only: []string{"store", "internal/testdb", "bench"}, why: "SQL is known to the store alone"},
	{path: "database/sql/", only: []string{"store", "internal/testdb", "bench"}, why: "SQL is known to the store alone"},
	{path: "net/http", only: []string{"api", "web", "post", "internal/httpx", "internal/scenario", "bench"}, why: "HTTP is known at the edge alone: where people ask, and where messages leave"},
	{path: "net/http/", only: []string{"api", "web", "post", "internal/httpx", "internal/scenario", "bench"}, why: "HTTP is known at the edge alone: where people ask, and where messages leave"},
}

// clocks are the folders that may read the clock; everybody else is told the time.
var clocks = []string{"cmd", "bench"}

// revealers are the files that may see the digits of a document number, or a
// private text, and why.
var revealers = map[string]string{
	"office/examination/house.go":            "it keeps neighbours of one employer apart, whom the roster names",
	"office/issuance/holder.go":              "the certificate prints the number, and its statement commits to it",
	"store/fields.go":                        "it seals them for the table and makes the index they are found by",
	"store/letter.go":                        "it seals the code that a letter carries",
	"api/account.go":                         "owners see from which networks their account was entered",
	"api/amended.go":                         "whoever decides on an amendment reads the new value",
	"skill/amendment.go":                     "the new value takes its place in the record",
	"api/objection.go":                       "whoever decides on an objection reads what is objected",
	"office/admission/dossier.go":            "people read and are judged by what they keep of themselves",
	"office/admission/material.go":           "a verdict is shown as it was made from the facts that were kept",
	"office/admission/review.go":             "a verdict is made anew from the facts that were kept",
	"office/examination/assign.go":           "where an assessor and the candidates work decides on recusal",
	"office/accreditation/assessordecide.go": "a verdict is made anew from the facts that were kept",
	"cmd/assay/world.go":                     "the certificate's page prints the number",
	"cmd/assay/demo_line.go":                 "the demonstration names its photos by number, as a body does",
	"rule/condition/wire_body.go":            "a body's dossier names its staff by document, and is sealed as a whole",
	"post/mail.go":                           "the server must know whom the mail is for",
	"post/sms.go":                            "the gateway must know whose number it is",
	"post/spool.go":                          "whoever tests looks whom a message was for",
	"cmd/assay/letters.go":                   "the code stands in the message to its reader",
	"office/accreditation/filing_verdict.go": "a verdict on a body is made anew from the facts that were kept",
	"office/identity/code.go":                "it counts the codes that were asked for an address by its keyed hash",
	"office/identity/guard.go":               "it counts what failed in a name by its keyed hash",
	"office/identity/enter.go":               "a password may not hold the telephone or mail address",
	"office/identity/verifier.go":            "it compares a password with its verifier",
	"office/identity/passkey.go":             "it checks what a device signed by the public key that was kept",
	"office/identity/second.go":              "it checks a one-time password by its secret",
	"web/account.go":                         "owners see from which networks their account was entered",
}

// longFiles are exempt from the length of files: tables.
var longFiles = map[string]string{}

// spokenNames are names of packages that say nothing.
var spokenNames = []string{"util", "utils", "common", "helper", "helpers", "manager", "impl", "data", "info", "misc", "base"}

const (
	longestFile     = 600
	longestFunction = 80
)

// reasons lists the keys that an expression can come to which cannot be followed
// in the source. The name is the file and the expression.
var reasons = map[string]func(*testing.T) []string{
	`skill/lifecycle.go l.Table + ".wrong_state"`:  wrongStates,
	`store/dialect.go table + ".exists"`:           forTables(".exists"),
	`store/write.go t.name + ".exists"`:            forTables(".exists"),
	`store/engine.go table + ".not_found"`:         forTables(".not_found"),
	`rule/certno/parse.go "number." + f.Reason`:    numberFaults,
	`office/examination/house.go s.Reason`:         elsewhere, // rule/seating wrote it out
	`office/admission/assessread.go r.at.Fault(i)`: elsewhere, // document found it and made its words
	`office/admission/assessread.go string(note)`:  elsewhere, // skill's notes
}

// textless are reasons that no person ever sees.
var textless = map[string]string{}
