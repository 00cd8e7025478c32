"""Made-up official records, in the shapes that official systems send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from openpyxl import Workbook


def portal(code: str = "1.999001", **changes: Any) -> dict[str, Any]:
    """Return a record of the portal's JSON detail."""
    data = {
        "id": "019aaaaa-0000-7000-8000-000000000001",
        "code": code,
        "name": "Thủ tục cấp giấy mẫu",
        "state": "ACTIVE",
        "isWard": True,
        "isProvince": False,
        "isMinistry": False,
        "categoriesDetails": [{"name": "Lĩnh vực mẫu"}],
        "subjectTypesDetails": [{"name": "Công dân Việt Nam", "code": "ĐT1"}],
        "departmentPromulgateCode": "G99",
        "departmentPromulgateName": "Bộ Mẫu",
        "departmentsExecuting": [{"name": "UBND xã"}, {"name": "Sở Mẫu Thành phố Hà Nội"}],
        "procedureProposal": {"proposalNumber": "1/QĐ-BMAU"},
        "executionSteps": [
            {"name": "Nộp hồ sơ", "description": "<p>Mang đến <b>quầy</b></p><script>x()</script>"}
        ],
        "executionMethods": [
            {
                "submissionMethod": "ONLINE",
                "processingTime": 3,
                "processingTimeUnit": "WORKING_DAY",
                "description": "",
                "fees": [{"type": "FEE", "value": 0, "description": "Theo HĐND tỉnh"}],
            },
            {
                "submissionMethod": "DIRECT",
                "processingTime": 5,
                "processingTimeUnit": "WORKING_DAY",
                "fees": [{"type": "FEE", "value": 25000, "description": ""}],
            },
        ],
        "executionCases": [
            {
                "name": "Trường hợp chung",
                "profileComponents": [
                    {
                        "name": "Đơn mẫu",
                        "originalQty": 1,
                        "copyQty": 0,
                        "attachments": [{"fileName": "Mau 01.docx"}],
                    }
                ],
            }
        ],
        "legalBasisesDetails": [{"code": "1/2026/NĐ-CP", "name": "Nghị định mẫu"}],
        "requirementsAndConditions": "",
        "resultsDetails": [{"code": "KQ.X.000001", "name": "Giấy mẫu"}],
    }
    return {"code": "OK", "data": {**data, **changes}}


def one_stop(code: str = "1.999001.000.00.00.H99", **changes: Any) -> dict[str, Any]:
    """Return a record of the one-stop sync."""
    record = {
        "MATTHC": code,
        "TENTTHC": "Thủ tục cấp giấy mẫu",
        "TRANGTHAI": 1,
        "MACOQUANCONGBO": "G99",
        "LINHVUCTHUCHIEN": [{"TENLINHVUC": "Lĩnh vực mẫu"}],
        "DOITUONGTHUCHIEN": [{"TENDOITUONG": "Công dân Việt Nam"}],
        "COQUANTHUCHIEN": [{"TENDONVI": "UBND cấp xã"}],
        "TRINHTUTHUCHIEN": [{"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Bước 1"}]}],
        "CACHTHUCTHUCHIEN": [
            {
                "KENH": 1,
                "THOIGIAN": [
                    {
                        "THOIGIANGIAIQUYET": 3,
                        "DONVITINH": "Ngày làm việc",
                        "PHILEPHI": [{"SOTIEN": "8.000", "DONVI": "Đồng", "MOTA": ""}],
                    },
                    {
                        "THOIGIANGIAIQUYET": 13,
                        "DONVITINH": "Ngày làm việc",
                        "PHILEPHI": [{"SOTIEN": "Không", "MOTA": ""}],
                    },
                ],
            }
        ],
        "THANHPHANHOSO": [
            {
                "TRUONGHOP": "",
                "GIAYTO": [{"TENGIAYTO": "Đơn mẫu", "TENMAUDON": "Mau01.docx", "SOBANCHINH": 1}],
            }
        ],
        "YEUCAU": "",
        "KETQUATHUCHIEN": [{"TENKETQUA": "Giấy mẫu"}],
        "CANCUPHAPLY": [{"SOVANBAN": "1/2026/NĐ-CP", "TENVANBAN": "Nghị định mẫu"}],
    }
    return {**record, **changes}


def flat(code: str = "1.999001", **changes: Any) -> dict[str, Any]:
    """Return a record of the flat lines, its tables without separators."""
    record = {
        "ma_thu_tuc": code,
        "ten_thu_tuc": "Thủ tục cấp giấy mẫu",
        "so_quyet_dinh": "1/QĐ-BMAU",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "linh_vuc": "Lĩnh vực mẫu",
        "doi_tuong_thuc_hien": "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "trinh_tu_thuc_hien": "Bước 1: Nộp\nBước 2: Nhận",
        "cach_thuc_thuc_hien": (
            "Hình thức nộpThời gianPhí, lệ phíMô tả"
            "Trực tuyến7 Ngày làm việc10,000 Việt Nam Đồng(Nộp trên mạng (một lần).)Ghi chú"
            "Trực tiếp7 Ngày làm việcMiễn phí(135.000 đồng một lần)"
            "Dịch vụ bưu chính1Không có thông tin"
        ),
        "thanh_phan_ho_so": (
            "* Giấy tờ phải nộp:Tên giấy tờMẫu đơn, tờ khaiSố lượng"
            "Đơn theo mẫuMau 01.doc1 bản chính"
            "Bản sao bằng0 bản chính,1 bản sao"
            "Khi mất giấyTên giấy tờMẫu đơn, tờ khaiSố lượngĐơn báo mất1 bản chính"
        ),
        "can_cu_phap_ly": (
            "Tên văn bản pháp lýMã văn bảnNghị định mẫu1/2026/NĐ-CPLuật mẫu 20202/2020/QH14"
            "Thông tư số 3/2025/TT-BCAngày 01/7/2025"
        ),
        "co_quan_thuc_hien": "Công an cấp Xã",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": "Giấy mẫuMã: KQ.G01.000064Thông báoMã: KQ.G01.000065Từ khóaKhông",
    }
    return {**record, **changes}


def normal(code: str = "1.999001", **changes: Any) -> dict[str, Any]:
    """Return a record of the normalised lines."""
    record = {
        "proc_id": code,
        "name": "Thủ tục cấp giấy mẫu",
        "domain": "Lĩnh vực mẫu",
        "agency_levels": "Xã/Phường",
        "has_online_submission": 1,
        "online_url": "https://dichvucong.gov.vn/dich-vu-cong-truc-tuyen/1.999001/nop-ho-so",
        "fees": [
            {
                "fee_type": "FEE",
                "amount_value": 0,
                "amount_text": "Theo HĐND tỉnh",
                "submission_method": "Trực tuyến",
            }
        ],
        "checklist": [{"name": "Đơn mẫu", "original_qty": 1, "case_name": ""}],
        "legal_basis": [{"code": "1/2026/NĐ-CP", "name": "Nghị định mẫu"}],
        "decision_number": "1/QĐ-BMAU",
    }
    return {**record, **changes}


def write_lines(path: Path, records: list[Any]) -> Path:
    """Write JSON lines."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text(text, encoding="utf-8")
    return path


def write_list(path: Path, rows: list[tuple[Any, ...]]) -> Path:
    """Write the portal's Excel list: a banner, the header, the rows."""
    book = Workbook()
    sheet = book.active
    sheet.append(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.append(["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"])
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path
