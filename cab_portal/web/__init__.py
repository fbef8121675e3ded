"""What all faces share: guards, forms, pages, errors, headers."""
