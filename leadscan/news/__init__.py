"""News: feeds to entries, pages to articles, the paper's beat, and near-copies to stories. Bytes and records in, records out."""
