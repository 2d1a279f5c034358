package registry

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"assay/skill"
)

// A Question is asked of a person where a limit was reached, instead of refusing
// them. It needs no script, no picture and no cookie: Key is the message key of
// a sentence with the whole numbers A and B (0 to 10) in words; Token comes back
// with the answer. It stops the careless program, not the determined one, for
// whom the count of wrong pairs is kept.
type Question struct {
	Token string
	Key   string
	A, B  int
	Again bool // the answer given was wrong, too late or used before
}

// Questions makes and judges questions. Nothing is remembered of a question but
// that it was answered. Make one with NewQuestions; it is safe for concurrent use.
type Questions struct {
	key   [32]byte
	valid time.Duration

	mu             sync.Mutex
	turned         time.Time
	used, usedLast map[nonce]struct{}
}

type nonce [8]byte

const (
	tokenTag    = 12
	tokenLength = len(nonce{}) + 8 + tokenTag
	// usedRoom is how many answered questions are remembered in one period of
	// validity. Beyond it answers are refused, never believed twice.
	usedRoom = 1 << 17
)

// NewQuestions makes questions that can be answered for a time. The key is a
// session secret; processes that share it accept each other's questions.
func NewQuestions(key [32]byte, valid time.Duration) *Questions {
	return &Questions{key: key, valid: valid, used: map[nonce]struct{}{}}
}

// Ask makes a question.
func (q *Questions) Ask(random io.Reader, now time.Time) (*Question, error) {
	var raw [tokenLength]byte
	if _, err := io.ReadFull(random, raw[:8]); err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint64(raw[8:16], uint64(now.Add(q.valid).UnixMicro()))
	sum := q.sum(raw[:16])
	copy(raw[16:], sum[:tokenTag])
	out := sentence(sum)
	out.Token = base64.RawURLEncoding.EncodeToString(raw[:])
	return &out, nil
}

// Passes tells whether the answer is right. Right or wrong, a question can be
// answered once.
func (q *Questions) Passes(token, answer string, now time.Time) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != tokenLength {
		return false
	}
	sum := q.sum(raw[:16])
	if subtle.ConstantTimeCompare(sum[:tokenTag], raw[16:]) != 1 {
		return false
	}
	if now.UnixMicro() > int64(binary.BigEndian.Uint64(raw[8:16])) || !q.spend(nonce(raw[:8]), now) {
		return false
	}
	return reads(answer, sentence(sum).answer())
}

func (q *Questions) sum(head []byte) []byte {
	mac := hmac.New(sha256.New, q.key[:])
	mac.Write(head)
	return mac.Sum(nil)
}

// spend is false for a question that was answered before. Two generations are
// kept, each one period of validity long, so that none is forgotten too early.
func (q *Questions) spend(n nonce, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Sub(q.turned) >= q.valid {
		q.usedLast, q.used, q.turned = q.used, map[nonce]struct{}{}, now
	}
	_, old := q.usedLast[n]
	_, young := q.used[n]
	if old || young || len(q.used) >= usedRoom {
		return false
	}
	q.used[n] = struct{}{}
	return true
}

// sentence draws the question from the part of the sum that the token does not
// show.
func sentence(sum []byte) Question {
	a, b := int(sum[tokenTag])%9+2, int(sum[tokenTag+1])%9+2
	if sum[tokenTag+2]%2 == 0 {
		return Question{Key: "question.sum", A: a, B: b}
	}
	return Question{Key: "question.difference", A: max(a, b), B: min(a, b)}
}

func (s Question) answer() int {
	if s.Key == "question.difference" {
		return s.A - s.B
	}
	return s.A + s.B
}

// chinese and english are the numbers 0 to 20 in words, since people answer in
// words a question asked in words.
var (
	chinese = strings.Fields("零 一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十")
	english = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen " +
		"fourteen fifteen sixteen seventeen eighteen nineteen twenty")
)

// reads tells whether the text says n, in digits or in words.
func reads(text string, n int) bool {
	text = strings.ToLower(strings.TrimRight(skill.Halve(text), " .。"))
	return text == strconv.Itoa(n) || text == chinese[n] || text == english[n]
}

// Words are the question's two numbers in words, Chinese and English.
func (s Question) Words() (zh, en [2]string) {
	return [2]string{chinese[s.A], chinese[s.B]}, [2]string{english[s.A], english[s.B]}
}
