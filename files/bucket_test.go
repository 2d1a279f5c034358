package files

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"assay/internal/testdb"
	"assay/skill"
)

// gateway starts a store that speaks S3 on this machine, over a directory, and
// ends it with the test. Its bucket is called assay.
func gateway(t *testing.T) (at Bucket, dir string) {
	t.Helper()
	program, err := filepath.Abs("../bin/versitygw")
	if err == nil {
		_, err = os.Stat(program)
	}
	if err != nil {
		t.Skip("no S3 store to test on: " + err.Error() + " (make test builds it)")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at = Bucket{Host: free.Addr().String(), Name: "assay", Plain: true, Key: "assay", Secret: "assay-secret", Region: "us-east-1"}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	served := exec.Command(program, "--access", at.Key, "--secret", at.Secret, "--port", at.Host, "posix", "--sidecar", t.TempDir(), dir)
	said, err := served.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := served.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = served.Process.Kill(), served.Wait() })
	lines := bufio.NewScanner(said)
	for lines.Scan() && !strings.Contains(lines.Text(), "http://"+at.Host) {
	}
	go func() { // so that it does not wait for a reader
		for lines.Scan() {
		}
	}()
	admin, err := minio.New(at.Host, &minio.Options{Creds: credentials.NewStaticV4(at.Key, at.Secret, ""), Region: at.Region})
	if err != nil {
		t.Fatal(err)
	}
	if err := admin.MakeBucket(t.Context(), at.Name, minio.MakeBucketOptions{Region: at.Region}); err != nil {
		t.Fatal(err)
	}
	return at, filepath.Join(dir, at.Name)
}

// A bucket keeps files as a disk does: under keyed names, sealed, once; what is
// not there or was changed is told apart; what was removed is gone.
func TestBucket(t *testing.T) {
	at, dir := gateway(t)
	at.Prefix = "files/"
	ctx := t.Context()
	f, err := OpenBucket(ctx, at, testdb.Keys(t), testdb.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	clear := "a known photo " + strings.Repeat("x", 5000)
	h := put(t, f, clear)
	if put(t, f, clear) != h || len(kept(t, dir)) != 1 {
		t.Fatalf("the same file twice: %v", kept(t, dir))
	}
	if got, err := f.Get(ctx, h); err != nil || string(got) != clear {
		t.Fatal(len(got), err)
	}
	if ok, err := f.Has(ctx, h); !ok || err != nil {
		t.Error(ok, err)
	}
	name := kept(t, dir)[0]
	raw, err := os.ReadFile(name)
	if err != nil || bytes.Contains(raw, []byte("known")) || strings.Contains(filepath.ToSlash(name), string(h[2:])) || !strings.Contains(filepath.ToSlash(name), "/assay/files/") {
		t.Errorf("%s shows what it holds (%v)", name, err)
	}
	large := put2(t, f, strings.Repeat("y", 18<<20))
	if got, err := f.Get(ctx, large); err != nil || len(got) != 18<<20 {
		t.Error(len(got), err)
	}
	for range 2 {
		if err := f.Remove(ctx, h); err != nil {
			t.Fatal(err)
		}
	}
	if ok, err := f.Has(ctx, h); ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := f.Get(ctx, h); skill.ReasonOf(err) != "file.not_found" {
		t.Error(err)
	}
	hash, note, err := f.Intake(ctx, Proof, bytes.NewReader(testdb.PDF("x")))
	if err != nil || note.Media != "application/pdf" {
		t.Fatal(note, err)
	}
	if ok, err := f.Has(ctx, hash); !ok || err != nil {
		t.Error(ok, err)
	}
}

func put2(t *testing.T, f *Folder, clear string) skill.FileHash {
	t.Helper()
	h, err := f.Put(t.Context(), strings.NewReader(clear), 64<<20)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A bucket that is not there, or not for this key, is told when it is opened.
func TestBucketRefuses(t *testing.T) {
	at, _ := gateway(t)
	for what, spoil := range map[string]func(*Bucket){
		"no such bucket": func(b *Bucket) { b.Name = "other" },
		"a wrong secret": func(b *Bucket) { b.Secret = "guessed" },
	} {
		b := at
		spoil(&b)
		if _, err := OpenBucket(t.Context(), b, testdb.Keys(t), testdb.NewRand(1)); skill.ReasonOf(err) != "files.bucket" {
			t.Errorf("%s: %v", what, err)
		}
	}
	f, err := OpenBucket(t.Context(), at, testdb.Keys(t), testdb.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := f.Put(ended, strings.NewReader("late"), 100); err == nil {
		t.Error("kept for somebody who gave up")
	}
}

func TestParseBucket(t *testing.T) {
	for address, want := range map[string]Bucket{
		"s3://oss.example.org/assay":                {Host: "oss.example.org", Name: "assay"},
		"s3://oss.example.org:9000/assay/a/b/":      {Host: "oss.example.org:9000", Name: "assay", Prefix: "a/b/"},
		"s3+http://127.0.0.1:7070/assay":            {Host: "127.0.0.1:7070", Name: "assay", Plain: true},
		"http://oss.example.org/assay":              {},
		"s3://oss.example.org":                      {},
		"s3:///assay":                               {},
		"s3://key:secret@oss.example.org/assay":     {},
		"s3://oss.example.org/assay?region=beijing": {},
	} {
		got, err := ParseBucket(address)
		if want == (Bucket{}) {
			if skill.ReasonOf(err) != "files.address" {
				t.Errorf("%s: %+v %v", address, got, err)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("%s: %+v %v", address, got, err)
		}
	}
}
