package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/attest"
	"assay/skill"
	"assay/skill/day"
)

// An issuer has keys in a folder and one certificate in each form. Its holder
// is nobody: area 659012 was created in 2023, long after the birth.
type issuer struct {
	*desk
	dir, key, qr, file string
	ring               *attest.Ring
}

func newIssuer(t *testing.T, seed byte, args ...string) issuer {
	t.Helper()
	r := issuer{desk: newDesk(t), dir: t.TempDir()}
	r.random.Seed([32]byte{seed})
	keys := filepath.Join(r.dir, "keys")
	r.must(append([]string{"keys", "new", "--keys", keys}, args...)...)
	r.key = r.write("public.json", r.must("keys", "export", "--keys", keys))
	ring, err := readKeys(keys)
	r.check(err)
	document, err := attest.CommitDocument(attest.CommitmentVersion, attest.Bits128{2}, skill.ResidentID, "659012200105050026")
	r.check(err)
	r.ring = ring
	issue, err := attest.IssueBytes(attest.Statement{
		Version: attest.StatementVersion, Kind: "skill-level", Key: ring.Signer().ID(), Number: "S000044012345264000123",
		Occupation: attest.Occupation{Code: "6-31-01-03", Name: "电工"}, Level: "4", Body: attest.Body{Name: "某评价中心"},
		Issued: day.Must("2026-11-20"), Name: attest.CommitName(attest.Bits128{1}, "测试甲"), Document: document,
		Specimen: ring.Signer().ID() == attest.DemoKey,
	})
	r.check(err)
	qrSig, fileSig, err := issue.Sign(ring.Signer())
	r.check(err)
	text, err := attest.QRText("zs.example.org", issue.QR, qrSig)
	r.check(err)
	statement, err := attest.StatementFile(issue.File, fileSig)
	r.check(err)
	r.qr, r.file = r.write("qr.txt", text+"\n"), r.write("statement.json", string(statement))
	return r
}

func (r issuer) check(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r issuer) write(name, content string) string {
	path := filepath.Join(r.dir, name)
	r.check(os.WriteFile(path, []byte(content), 0o600))
	return path
}

func (r issuer) read(path string) string {
	content, err := os.ReadFile(path)
	r.check(err)
	return string(content)
}

// status writes the list of what is not in force, signed.
func (r issuer) status(name string, numbers ...string) string {
	l := attest.StatusList{AsOf: day.Must("2026-11-22").Time()}
	for _, n := range numbers {
		l.NotInForce = append(l.NotInForce, attest.NotInForce{Number: n, Status: attest.Revoked, Since: day.Must("2026-11-21")})
	}
	file, err := l.Sign(r.ring.Signer())
	r.check(err)
	return r.write(name, string(file))
}

func TestVerify(t *testing.T) {
	r, stranger := newIssuer(t, 1), newIssuer(t, 2)
	forged := r.write("forged.json", strings.Replace(r.read(r.file), `"level":"4"`, `"level":"1"`, 1))
	damaged := r.write("damaged.txt", strings.TrimSpace(r.read(r.qr))[:200])
	pdf := r.write("certificate.pdf", "%PDF-1.7\n1 0 obj\n<< /AssayQR ("+strings.TrimSpace(r.read(r.qr))+") >>\nendobj\n")
	clear, revoked := r.status("clear.json", "S000044012345264000999"), r.status("revoked.json", "S000044012345264000123")
	for _, row := range []struct {
		name      string
		args      []string
		code      int
		signature attest.Judgement
		status    attest.Status
		holder    attest.Holder
		zh, en    string // how the texts begin
	}{
		{"QR text", []string{"--key", r.key, r.qr}, 0, "good", "not-checked", "not-asked", "签发时真实；未核查现在是否有效", "genuine when issued; not checked whether still in force"},
		{"statement file", []string{"--key", r.key, r.file}, 0, "good", "not-checked", "not-asked", "签发时真实", "genuine when issued"},
		{"PDF", []string{"--key", r.key, pdf}, 0, "good", "not-checked", "not-asked", "签发时真实", "genuine when issued"},
		{"in force", []string{"--key", r.key, "--status", clear, r.qr}, 0, "good", "in-force", "not-asked", "真实，截至 2026年11月22日 00:00 有效", "Genuine, and in force as of 22 Nov 2026, 00:00 (UTC+8).\nCertificate S000044012345264000123, occupation 6-31-01-03, issued 20 Nov 2026."},
		{"revoked", []string{"--key", r.key, "--status", revoked, r.qr}, 1, "good", "revoked", "not-asked", "签发时真实，但已被撤销", "Genuine when issued, but revoked"},
		{"holder", []string{"--key", r.key, "--name", "测试甲", "--id", "659012200105050026", r.qr}, 0, "good", "not-checked", "same", "", ""},
		{"another's name", []string{"--key", r.key, "--name", "测试乙", r.qr}, 1, "good", "not-checked", "different", "", ""},
		{"another's document", []string{"--key", r.key, "--id", "659012200105050042", r.file}, 1, "good", "not-checked", "different", "", ""},
		{"forged", []string{"--key", r.key, "--name", "测试甲", forged}, 1, "bad", "not-checked", "not-asked", "伪造或被改动", "Forged or changed"},
		{"damaged", []string{"--key", r.key, damaged}, 2, "unreadable", "not-checked", "not-asked", "无法判断", "Cannot tell"},
		{"no key", []string{r.qr}, 2, "unknown-key", "not-checked", "not-asked", "无法判断", "Cannot tell"},
		{"a stranger's key", []string{"--key", stranger.key, r.qr}, 2, "unknown-key", "not-checked", "not-asked", "无法判断", "Cannot tell"},
	} {
		code, stdout, stderr := r.run("", append([]string{"verify"}, row.args...)...)
		var got verifyAnswer
		if err := json.Unmarshal([]byte(stdout), &got); err != nil {
			t.Fatalf("%s: exit %d, %q, %s", row.name, code, stdout, stderr)
		}
		if code != row.code || got.Signature != row.signature || got.Status != row.status || got.Holder != row.holder || got.Logged != "not-checked" {
			t.Errorf("%s: exit %d, %s", row.name, code, stdout)
		}
		if !strings.HasPrefix(got.Text["zh"], row.zh) || !strings.HasPrefix(got.Text["en"], row.en) || !strings.Contains(stderr, got.Text["en"]) {
			t.Errorf("%s: %s", row.name, stderr)
		}
	}
}

func TestVerifyADemonstration(t *testing.T) {
	r, real := newIssuer(t, 1, "--demo"), newIssuer(t, 1)
	for _, row := range []struct {
		args   []string
		code   int
		phrase string
	}{
		{[]string{r.qr}, 2, "Demonstration: this is a specimen"},
		{[]string{"--key", real.key, r.qr}, 2, "Demonstration: this is a specimen"},
		{[]string{"--key", r.key, r.qr}, 0, "Specimen: signed by a demonstration key"},
	} {
		code, stdout, stderr := r.run("", append([]string{"verify", "--lang", "en"}, row.args...)...)
		if code != row.code || !strings.Contains(stderr, row.phrase) || strings.Contains(stderr, "演示") || !strings.Contains(stdout, `"demonstration":true`) {
			t.Errorf("%v: exit %d, %s%s", row.args, code, stdout, stderr)
		}
	}
	r.refused(2, "not rotated", "keys", "rotate", "log", "--keys", filepath.Join(r.dir, "keys"))
}

func TestVerifyReadsStandardInput(t *testing.T) {
	r := newIssuer(t, 1)
	if code, stdout, stderr := r.run(strings.ToLower(r.read(r.qr)), "verify", "--key", r.key, "-"); code != 0 || !strings.Contains(stdout, `"number":"S000044012345264000123"`) {
		t.Errorf("exit %d, %s%s", code, stdout, stderr)
	}
}

func TestVerifyRefusesBadInput(t *testing.T) {
	r := newIssuer(t, 1)
	empty, other := r.write("empty", ""), r.write("other.txt", "S000044012345264000123")
	stale := r.write("stale.json", strings.Replace(r.read(r.status("list.json")), "2026", "2027", 1))
	r.refused(64, "nothing in this file to verify", "verify", empty)
	r.refused(64, "没有可以核验的内容", "verify", "--lang", "zh", other)
	r.refused(64, "could not be read", "verify", filepath.Join(r.dir, "nowhere"))
	r.refused(64, "assay keys export", "verify", "--key", r.qr, r.qr)
	r.refused(64, "was not given", "verify", "--status", stale, r.qr)
	r.refused(64, "signature is not valid", "verify", "--key", r.key, "--status", stale, r.qr)
	r.refused(64, "wrong form", "verify", "--key", r.key, "--status", r.file, r.qr)
	r.refused(64, "", "verify", r.write("bare.pdf", "%PDF-1.7\n"))
	r.refused(64, "unknown flag", "verify", "--what", r.qr)
	r.refused(64, "", "verify")
}
