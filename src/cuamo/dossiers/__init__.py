"""The case: visit, dossier, its states and its clock (lượt hỗ trợ, hồ sơ)."""
