// Package bench holds measurements that set two things side by side in one run:
// Assay and the bare library, or the two engines. A ratio of one run travels
// between machines better than a time does.
package bench
