package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"assay/attest"
	"assay/skill"
)

// A Bucket says where in a store that speaks S3 (对象存储) files lie.
type Bucket struct {
	Host   string // with the port where it is none of the usual ones
	Name   string // of the bucket, which is there
	Prefix string // before every key, e.g. files/; or none
	Region string // or none, where the store has only one
	Plain  bool   // without TLS: on this machine, or behind something that has it
	Key    string // access key
	Secret string
}

// ParseBucket reads s3://HOST[:PORT]/BUCKET[/PREFIX], or s3+http:// without TLS.
// Key, secret and region come by other ways: an address is shown in lists of
// processes. Invalid files.address.
func ParseBucket(address string) (b Bucket, err error) {
	rest, ok := strings.CutPrefix(address, "s3://")
	if !ok {
		rest, b.Plain = strings.CutPrefix(address, "s3+http://")
		ok = b.Plain
	}
	host, path, _ := strings.Cut(rest, "/")
	name, prefix, _ := strings.Cut(path, "/")
	if !ok || host == "" || name == "" || strings.ContainsAny(rest, "@?#% ") {
		return b, skill.FailField("files", "files.address")
	}
	b.Host, b.Name = host, name
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		b.Prefix = prefix + "/"
	}
	return b, nil
}

// bucketTries is how often a request is tried that may pass another time.
const bucketTries = 3

// OpenBucket opens a bucket, which must be there. Reasons: files.bucket, that it is
// not, or not for this key.
func OpenBucket(ctx context.Context, b Bucket, keys *attest.Ring, random io.Reader) (*Folder, error) {
	client, err := minio.New(b.Host, &minio.Options{
		Creds: credentials.NewStaticV4(b.Key, b.Secret, ""), Secure: !b.Plain, Region: b.Region, MaxRetries: bucketTries,
	})
	if err != nil {
		return nil, fmt.Errorf("open the bucket of files: %w", err)
	}
	switch there, err := client.BucketExists(ctx, b.Name); {
	case err != nil:
		return nil, skill.Fail(skill.Internal, "files.bucket").Because(err)
	case !there:
		return nil, skill.Fail(skill.Internal, "files.bucket")
	}
	return folder(keys, random, bucket{client, b}), nil
}

// A bucket keeps files in a store that speaks S3.
type bucket struct {
	client *minio.Client
	at     Bucket
}

// write sends the file whole, with its checksum: the store keeps all of it or
// nothing.
func (b bucket) write(ctx context.Context, name string, sealed []byte) (err error) {
	defer skill.Wrap(&err, "keep a file")
	_, err = b.client.PutObject(ctx, b.at.Name, b.at.Prefix+name, bytes.NewReader(sealed), int64(len(sealed)), minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true,
	})
	return err
}

func (b bucket) read(ctx context.Context, name string) ([]byte, error) {
	object, err := b.client.GetObject(ctx, b.at.Name, b.at.Prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, absent(err)
	}
	defer object.Close()
	sealed, err := io.ReadAll(object)
	return sealed, absent(err)
}

func (b bucket) remove(ctx context.Context, name string) error {
	err := absent(b.client.RemoveObject(ctx, b.at.Name, b.at.Prefix+name, minio.RemoveObjectOptions{}))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (b bucket) has(ctx context.Context, name string) (bool, error) {
	_, err := b.client.StatObject(ctx, b.at.Name, b.at.Prefix+name, minio.StatObjectOptions{})
	if err = absent(err); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// absent makes of the store's answer that there is no such file the one that disks
// give.
func absent(err error) error {
	if err != nil && minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return fs.ErrNotExist
	}
	return err
}
