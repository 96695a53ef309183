package transfer

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"sync"

	"github.com/google/uuid"

	"sendoff/transfer/pack"
	"sendoff/transfer/receipt"
)

// A job at rest is kept packed: the record that is stored, a fifth of the memory of a Job. It is unpacked for whoever
// looks at it.

// kept is a job in one of its two forms; the zero value is none.
type kept struct {
	live   *Job // never changed: readers hold it too
	packed string
}

// keep packs a job.
func keep(j *Job) kept { return kept{packed: j.packed(true)} }

// none reports whether there is no job.
func (k kept) none() bool { return k.live == nil && k.packed == "" }

// job returns the job, nil for none. It must not be changed.
func (k kept) job(id uuid.UUID) *Job {
	if k.live != nil || k.packed == "" {
		return k.live
	}
	j, err := unpack(id, k.packed)
	if err != nil {
		panic(err) // it was packed by this very process
	}
	return j
}

// packed returns a job's record; with live, it has what is only kept in memory too.
func (j *Job) packed(live bool) string {
	p := packers.Get().(*packer) // the pool holds nothing else
	defer packers.Put(p)
	return string(p.pack(j, live))
}

// packer is the room in which a job is packed: several times for a file, which may be a small one.
type packer struct {
	job    Job
	record []byte
}

var packers = sync.Pool{New: func() any { return new(packer) }}

// pack returns a record that is valid until the next one.
func (p *packer) pack(j *Job, live bool) []byte {
	f := pack.Writer(p.record)
	p.job = *j // fields changes nothing when it writes, but does not say so
	p.job.fields(&f)
	if live {
		p.job.liveFields(&f)
	}
	p.job, p.record = Job{}, f.Record()
	return p.record
}

// unpack reads a record. The texts of the job are parts of it.
func unpack(id uuid.UUID, record string) (*Job, error) {
	j := &Job{ID: id}
	f := pack.Reader(record)
	j.fields(&f)
	j.Sent = j.Acked
	j.liveFields(&f)
	return j, f.Err()
}

// fields are those that are stored. A number is never used again for another one.
func (j *Job) fields(f *pack.Fields) {
	j.sourceFields(f)
	j.targetFields(f)
	pack.Number(f, 20, &j.Want)
	pack.Number(f, 21, &j.Priority)
	pack.Number(f, 22, &j.Order)
	j.sessionFields(f)
	j.failureFields(f)
	f.Time(74, &j.Added)
	f.Time(75, &j.Started)
	f.Time(76, &j.Dropped)
	f.Time(77, &j.Ended)
	pack.Text(f, 78, &j.Outcome)
	sums := cutText(j.Cut)
	if pack.Text(f, 79, &sums); sums != "" && j.Cut == nil {
		_ = json.Unmarshal([]byte(sums), &j.Cut) // sums that cannot be read are those of a group, for display
	}
	f.Flag(80, &j.Headway.Bare)
}

// cutText returns the sums of a group as text, "" for none.
func cutText(sums map[Outcome]Cut) string {
	if len(sums) == 0 {
		return ""
	}
	raw, err := json.Marshal(sums)
	if err != nil {
		return ""
	}
	return string(raw)
}

func (j *Job) sourceFields(f *pack.Fields) {
	s := &j.Source
	pack.Text(f, 1, &s.Path)
	pack.Number(f, 2, &s.Size)
	f.Time(3, &s.ModTime)
	f.Flag(4, &s.Root)
	pack.Text(f, 5, &s.FileID)
	f.Time(6, &s.Changed)
	f.Flag(7, &s.Unproven)
	f.Flag(8, &s.Written)
}

func (j *Job) targetFields(f *pack.Fields) {
	t := &j.Target
	pack.Text(f, 10, &t.URL)
	pack.Text(f, 11, &t.Reply)
	pack.Text(f, 12, &t.Group)
	f.Flag(13, &t.Override)
	pack.Text(f, 14, &t.AfterUnclear)
	pack.Text(f, 15, &t.Headers)
	pack.Number(f, 16, &t.NoProgress)
	pack.Text(f, 17, &t.Folder)
	f.Flag(18, &t.Practice)
}

func (j *Job) sessionFields(f *pack.Fields) {
	pack.Number(f, 28, &j.Session.Fallback)
	f.Flag(29, &j.Session.Bare)
	pack.Text(f, 30, &j.Session.ID)
	pack.Text(f, 31, &j.Session.Host)
	f.Time(32, &j.Opened)
	f.Time(33, &j.Heard)
	pack.Number(f, 34, &j.Acked)
	pack.Number(f, 35, &j.Reach)
	pack.Text(f, 36, &j.Checksum.Algorithm)
	pack.Number(f, 37, &j.Checksum.Size)
	pack.Text(f, 38, &j.Checksum.State)
	pack.Text(f, 39, &j.Left.Algorithm)
	pack.Number(f, 40, &j.Left.Size)
	pack.Text(f, 41, &j.Left.State)
	f.Flag(42, &j.Tells)
	f.Flag(43, &j.Unseen)
	pack.Number(f, 44, &j.LastFragment)
	pack.Number(f, 45, &j.Earlier)
	f.Flag(46, &j.Closing)
	pack.Part(f, 47, &j.Named, (*NamedReply).fields)
	pack.Text(f, 48, &j.ReplyAt)
	f.Flag(49, &j.MaybeOpen)
	f.Flag(50, &j.Abandoned)
	pack.Number(f, 51, &j.Restarted)
	pack.Text(f, 52, &j.RestartedFor)
	pack.Number(f, 53, &j.Sending)
	f.Flag(54, &j.Session.Digests)
	pack.Part(f, 55, &j.Proof, (*receipt.Proof).Fields)
}

func (j *Job) failureFields(f *pack.Fields) {
	pack.Number(f, 62, &j.Headway.Furthest)
	pack.Number(f, 63, &j.Headway.Resent)
	pack.Number(f, 64, &j.Headway.Unheard)
	f.Flag(65, &j.Headway.Renewed)
	pack.Number(f, 66, &j.Attempt)
	f.Time(67, &j.RetryAt)
	f.Time(68, &j.Since)
	f.Time(69, &j.Patience.Last)
	pack.Number(f, 70, &j.Patience.Wait)
	pack.Number(f, 71, &j.Patience.Rested)
	pack.Part(f, 72, &j.Fault, (*Fault).fields)
	pack.Part(f, 73, &j.Refusal, (*Fault).fields)
}

// liveFields are those that are not stored. A job at rest has few of them.
func (j *Job) liveFields(f *pack.Fields) {
	f.Flag(1000, &j.Counted)
	pack.Number(f, 1001, &j.Found)
	beyond := j.Sent - j.Acked
	pack.Number(f, 1002, &beyond)
	j.Sent = j.Acked + beyond
	pack.Number(f, 1003, &j.Phase)
	rate := int64(math.Float64bits(j.Rate))
	pack.Number(f, 1004, &rate)
	j.Rate = math.Float64frombits(uint64(rate))
	pack.Number(f, 1005, &j.Quiet)
}

// Packed is jobs for another process of this program, with the fields that are not stored.
type Packed []byte

// With returns p with one more job.
func (p Packed) With(j *Job) Packed { return p.with(j.ID, j.packed(true)) }

func (p Packed) with(id uuid.UUID, record string) Packed {
	p = binary.AppendUvarint(append(p, id[:]...), uint64(len(record)))
	return append(p, record...)
}

// Each calls see with each job. Its error is pack.ErrDamaged.
func (p Packed) Each(see func(*Job)) error {
	all := string(p) // the texts of the jobs are parts of it
	for len(all) > 0 {
		if len(all) < len(uuid.UUID{}) {
			return pack.ErrDamaged
		}
		id, err := uuid.FromBytes([]byte(all[:len(uuid.UUID{})]))
		if err != nil {
			return err
		}
		all = all[len(id):]
		size, n := binary.Uvarint([]byte(all[:min(len(all), binary.MaxVarintLen64)]))
		if n <= 0 || size > uint64(len(all)-n) {
			return pack.ErrDamaged
		}
		j, err := unpack(id, all[n:n+int(size)])
		if err != nil {
			return err
		}
		see(j)
		all = all[n+int(size):]
	}
	return nil
}

func (n *NamedReply) fields(f *pack.Fields) {
	pack.Text(f, 1, &n.URL)
	pack.Text(f, 2, &n.Flaw)
	pack.Text(f, 3, &n.Given)
}

func (t *Fault) fields(f *pack.Fields) {
	pack.Text(f, 1, &t.Kind)
	pack.Number(f, 2, &t.HTTP)
	pack.Number(f, 3, &t.Code)
	pack.Number(f, 4, &t.Context)
	pack.Text(f, 5, &t.Detail)
	pack.Text(f, 6, &t.Flaw)
	pack.Text(f, 7, &t.Packet)
	pack.Text(f, 8, &t.Head)
	f.Time(9, &t.At)
	f.Flag(10, &t.Final)
	pack.Text(f, 11, &t.Host)
	pack.Text(f, 12, &t.Proxy)
	f.Flag(13, &t.Connected)
	pack.Number(f, 14, &t.GivenUp)
	pack.Text(f, 15, &t.Ask.Origin)
	f.Flag(16, &t.Ask.Proxy)
	pack.Text(f, 17, &t.Ask.Schemes)
	pack.Text(f, 18, &t.Ask.User)
	pack.Text(f, 19, &t.Ask.Folder)
	pack.Text(f, 21, &t.Ask.Cause)
	pack.Text(f, 25, &t.Source)
	pack.Number(f, 31, &t.Wait)
	pack.Text(f, 32, &t.Address)
	pack.Text(f, 33, &t.Title)
	pack.Text(f, 34, &t.Cert.Flaw)
	pack.Text(f, 35, &t.Cert.Names)
	pack.Text(f, 36, &t.Cert.Issuer)
	f.Time(37, &t.Cert.From)
	f.Time(38, &t.Cert.Until)
	pack.Text(f, 39, &t.Cert.Fingerprint)
	pack.Text(f, 40, &t.Cert.File)
}

// outcome is a job of the history. What is asked of all of them is at hand.
type outcome struct {
	packed string
	group  string // Target.Group
	ended  int64  // nanoseconds since 1970
}

func newOutcome(j *Job) outcome {
	o := outcome{packed: j.packed(true), ended: j.Ended.UnixNano()}
	if at := strings.Index(o.packed, j.Target.Group); at >= 0 {
		o.group = o.packed[at : at+len(j.Target.Group)] // a part of what is kept anyhow
	}
	return o
}

func (o outcome) kept() kept { return kept{packed: o.packed} }
