package issuance

import (
	"context"
	"slices"
	"sync"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A work is one order on its way through several workers.
type work struct {
	desk     *Desk
	by       store.By
	progress func(Issued)

	mu  sync.Mutex
	sum Issued
	err error // the first
}

// run reads the order's drafts page by page and hands them to workers. The
// first error ends it when the batches under way are done.
func (w *work) run(ctx context.Context, o Order) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := make(chan batch)
	var wg sync.WaitGroup
	for range max(1, w.desk.Workers) {
		wg.Go(func() {
			for b := range queue {
				n, err := w.desk.issue(ctx, w.by, b)
				if w.done(n, err) != nil {
					stop()
				}
			}
		})
	}
	err := w.read(ctx, o, queue)
	close(queue)
	wg.Wait()
	if w.err != nil {
		return w.err
	}
	return err
}

// done adds what became of a batch and returns the first error so far.
func (w *work) done(n Issued, err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sum.add(n)
	if w.err == nil {
		w.err = err
	}
	if w.progress != nil {
		w.progress(w.sum)
	}
	return w.err
}

// read sends the order's drafts to the workers.
func (w *work) read(ctx context.Context, o Order, queue chan<- batch) error {
	if o.Report == "" {
		return w.readChosen(ctx, o.IDs, queue)
	}
	report, err := w.desk.Store.Unscoped().Report(ctx, o.Report)
	if err != nil {
		return err
	}
	if err := access.Need(w.by.Actor, "issue-certificates", report.Path); err != nil {
		return err
	}
	page := store.Page{Limit: batchSize}
	for {
		drafts, err := store.List(ctx, w.desk.Store.Unscoped(), store.Certificates{Reports: []skill.ReportID{o.Report}, Status: prepared}, page)
		if err != nil || len(drafts) == 0 {
			return err
		}
		page.After = string(drafts[len(drafts)-1].ID)
		if err := w.send(ctx, drafts, queue); err != nil {
			return err
		}
	}
}

// readChosen is for drafts named one by one. One that is not there ends the
// order before anything is done; one that is no draft any more is counted.
func (w *work) readChosen(ctx context.Context, ids []skill.CertificateID, queue chan<- batch) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var all []skill.Certificate
	for some := range slices.Chunk(ids, batchSize) {
		certs, err := store.List(ctx, w.desk.Store.Unscoped(), store.Certificates{IDs: some}, store.Everything)
		if err != nil {
			return err
		}
		all = append(all, certs...)
	}
	if len(all) != len(ids) {
		return skill.Fail(skill.NotFound, "certificate.not_found")
	}
	for _, c := range all {
		if err := access.Need(w.by.Actor, "issue-certificates", c.Path); err != nil {
			return err
		}
	}
	drafts := slices.DeleteFunc(all, func(c skill.Certificate) bool { return c.Status != skill.CertificatePrepared })
	w.sum.Elsewhere = len(ids) - len(drafts)
	for some := range slices.Chunk(drafts, batchSize) {
		if err := w.send(ctx, some, queue); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) send(ctx context.Context, drafts []skill.Certificate, queue chan<- batch) error {
	for _, b := range batches(drafts) {
		select {
		case queue <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
